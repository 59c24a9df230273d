// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title ProtocolParameters
/// @notice The bounds that a new project must keep, and the pause of entry. The owner is a timelock: a change is public before it
/// binds, and it binds projects created afterwards only. The guardian can pause entry, and nothing else.
interface IProtocolParameters {
    struct Bounds {
        /// Shortest commit, reveal or gold window in seconds: long enough to outlast a few censored blocks.
        uint32 minWindow;
        /// Longest window in seconds: no money stays reserved for longer.
        uint32 maxWindow;
        /// Shortest dispute window in seconds. 0 lets a requester do without disputes.
        uint32 minDisputeWindow;
        /// Least share of gold in a project that has some, in bps.
        uint16 minGoldBps;
        /// Least and greatest share of a seat's stake for a missing reveal, in bps.
        uint16 minNoRevealBps;
        uint16 maxNoRevealBps;
        /// Greatest keeper fee, in rewards for one label.
        uint16 maxKeeperFee;
    }

    /// @param version 1 for the first.
    event BoundsSet(
        uint256 indexed version,
        uint256 minWindow,
        uint256 maxWindow,
        uint256 minDisputeWindow,
        uint256 minGoldBps,
        uint256 minNoRevealBps,
        uint256 maxNoRevealBps,
        uint256 maxKeeperFee
    );
    event GuardianSet(address indexed guardian);
    event EntryPauseSet(bool paused);

    /// @notice A least share or window is above the greatest one, zero where something must be, or beyond what can be.
    error InvalidBounds();
    error ZeroAddress();
    error NotGuardian(address caller);

    /// @notice What no bounds exceed: the longest window, in seconds.
    function MAX_WINDOW() external view returns (uint256);

    function bounds() external view returns (Bounds memory);

    function version() external view returns (uint256);

    function guardian() external view returns (address);

    /// @notice Whether new projects and new funding are refused. Work under way, claims and withdrawals never stop.
    function entryPaused() external view returns (bool);

    /// @notice Only the owner.
    function setBounds(Bounds calldata bounds_) external;

    /// @notice Only the owner.
    function setGuardian(address guardian_) external;

    /// @notice Only the guardian.
    function setEntryPaused(bool paused) external;
}
