// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

import {IProtocolParameters} from "./interfaces/IProtocolParameters.sol";
import {OwnedByContract} from "./OwnedByContract.sol";

/// @title ProtocolParameters: see `IProtocolParameters`, which is the specification.
contract ProtocolParameters is OwnedByContract, IProtocolParameters {
    /// @inheritdoc IProtocolParameters
    uint256 public constant MAX_WINDOW = 30 days;

    uint256 private constant BPS = 10_000;

    Bounds private _bounds;

    /// @inheritdoc IProtocolParameters
    uint256 public version;

    /// @inheritdoc IProtocolParameters
    address public guardian;

    /// @inheritdoc IProtocolParameters
    bool public entryPaused;

    /// @param owner_ A timelock.
    constructor(address owner_, address guardian_, Bounds memory bounds_) Ownable(owner_) {
        _setGuardian(guardian_);
        _setBounds(bounds_);
    }

    /// @inheritdoc IProtocolParameters
    function bounds() external view returns (Bounds memory) {
        return _bounds;
    }

    /// @inheritdoc IProtocolParameters
    function setBounds(Bounds calldata bounds_) external onlyOwner {
        _setBounds(bounds_);
    }

    /// @inheritdoc IProtocolParameters
    function setGuardian(address guardian_) external onlyOwner {
        _setGuardian(guardian_);
    }

    /// @inheritdoc IProtocolParameters
    function setEntryPaused(bool paused) external {
        require(msg.sender == guardian, NotGuardian(msg.sender));

        entryPaused = paused;
        emit EntryPauseSet(paused);
    }

    function _setBounds(Bounds memory next) private {
        require(next.minWindow != 0 && next.minWindow <= next.maxWindow, InvalidBounds());
        require(next.maxWindow <= MAX_WINDOW && next.minDisputeWindow <= next.maxWindow, InvalidBounds());
        require(next.minGoldBps <= BPS, InvalidBounds());
        require(next.minNoRevealBps <= next.maxNoRevealBps && next.maxNoRevealBps <= BPS, InvalidBounds());

        _bounds = next;
        emit BoundsSet({
            version: ++version,
            minWindow: next.minWindow,
            maxWindow: next.maxWindow,
            minDisputeWindow: next.minDisputeWindow,
            minGoldBps: next.minGoldBps,
            minNoRevealBps: next.minNoRevealBps,
            maxNoRevealBps: next.maxNoRevealBps,
            maxKeeperFee: next.maxKeeperFee
        });
    }

    function _setGuardian(address guardian_) private {
        require(guardian_ != address(0), ZeroAddress());

        guardian = guardian_;
        emit GuardianSet(guardian_);
    }
}
