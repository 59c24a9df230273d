// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

import {ILabelToken} from "./interfaces/ILabelToken.sol";

/// @title LabelToken: see `ILabelToken`, which is the specification.
contract LabelToken is ERC20Permit, ILabelToken {
    /// @inheritdoc ILabelToken
    uint256 public constant SUPPLY = 1_000_000_000e18;

    /// @inheritdoc ILabelToken
    uint256 public constant INCENTIVE_ALLOCATION = 400_000_000e18;

    /// @param incentives Gets `INCENTIVE_ALLOCATION`.
    /// @param operations Gets the rest of `SUPPLY`.
    constructor(address incentives, address operations) ERC20("Labelproof", "LABEL") ERC20Permit("Labelproof") {
        require(
            incentives != address(0) && operations != address(0) && incentives != operations,
            InvalidAllocation(incentives, operations)
        );
        _mint(incentives, INCENTIVE_ALLOCATION);
        _mint(operations, SUPPLY - INCENTIVE_ALLOCATION);
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }
}
