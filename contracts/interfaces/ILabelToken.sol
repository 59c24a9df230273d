// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title LabelToken
/// @notice ERC-20 with permit. The whole supply is minted at construction, the incentive allocation apart from the operating
/// funds; nobody can mint afterwards.
interface ILabelToken is IERC20Metadata, IERC20Permit {
    /// @notice The incentive allocation and the operating funds went to the same or to the zero address.
    error InvalidAllocation(address incentives, address operations);

    /// @notice Total supply, for ever: 1,000,000,000 tokens of 18 decimals.
    function SUPPLY() external view returns (uint256);

    /// @notice Part of `SUPPLY` that went to the incentive allocation: 40%.
    function INCENTIVE_ALLOCATION() external view returns (uint256);
}
