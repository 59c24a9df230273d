// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ISkillLevels
/// @notice What the court reads of the skill registry.
interface ISkillLevels {
    /// @return level 0 for none.
    function levelOf(bytes32 skillId, address account) external view returns (uint256 level);
}
