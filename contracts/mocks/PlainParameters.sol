// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IProtocolParameters} from "../interfaces/IProtocolParameters.sol";

/// @dev For tests of the market: bounds and a pause that anyone sets.
contract PlainParameters {
    IProtocolParameters.Bounds private _bounds = IProtocolParameters.Bounds({
        minWindow: 1 minutes,
        maxWindow: 30 days,
        minDisputeWindow: 0,
        minGoldBps: 500,
        minNoRevealBps: 0,
        maxNoRevealBps: 5000,
        maxKeeperFee: 50
    });
    bool public entryPaused;

    function bounds() external view returns (IProtocolParameters.Bounds memory) {
        return _bounds;
    }

    function setBounds(IProtocolParameters.Bounds calldata bounds_) external {
        _bounds = bounds_;
    }

    function setEntryPaused(bool paused) external {
        entryPaused = paused;
    }
}
