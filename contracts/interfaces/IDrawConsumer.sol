// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title IDrawConsumer
/// @notice What a contract that has accounts drawn must answer.
interface IDrawConsumer {
    /// @notice Whether the account may be drawn. Asked once per candidate with `IDrawPool.ASK_GAS`; whatever is not a plain `true` in
    /// time, a revert included, counts as no.
    /// @dev The seed is known when this is asked: an answer that somebody can still change lets them choose.
    /// @param context What the consumer gave with its request.
    function accepts(uint256 drawId, bytes32 context, address account) external view returns (bool);

    /// @notice The result, once. A revert reverts the draw's fulfilment, which anyone may try again.
    /// @param accounts Different ones, in the order in which they were drawn, exactly as many as asked for.
    /// @param weights `min(aged stake in the pool, stakeCap) * level` of each, the level being 1 in a pool without a skill.
    function drawn(uint256 drawId, bytes32 context, address[] calldata accounts, uint256[] calldata weights) external;
}
