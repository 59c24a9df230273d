// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IDrawConsumer
/// @notice What the draw pool asks of, and tells, a contract that has accounts drawn.
interface IDrawConsumer {
    /// @notice Whether the account may be drawn.
    /// @param context What the consumer gave with its request.
    function accepts(uint256 drawId, bytes32 context, address account) external view returns (bool);

    /// @notice The draw's result. Only the pool.
    /// @param weights Per account: its stake, capped, times its level.
    function drawn(uint256 drawId, bytes32 context, address[] calldata accounts, uint256[] calldata weights) external;
}
