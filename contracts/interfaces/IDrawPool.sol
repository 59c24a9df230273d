// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchId} from "../types/Ids.sol";
import {ILabelMarket} from "./ILabelMarket.sol";
import {ISkillRegistry} from "./ISkillRegistry.sol";
import {IStakeVault} from "./IStakeVault.sol";

/// @title DrawPool
/// @notice Pools of staked slots, and draws from them: panels for the market, jurors and experts for any other contract. A slot costs
/// the pool's stake, so an account's chance is linear in what it stakes, however many addresses it stakes from.
/// @dev **A draw.** The request fixes the positions `0 .. snapshot - 1` and names a block two later, whose hash nobody knows yet. From
/// that block's successor on anyone fulfils the draw: `seed = keccak256(abi.encode(blockhash, drawId))`, and try t looks at the position
/// `keccak256(abi.encode(seed, t)) % snapshot`. A position counts if its slot is alive and had aged `ACTIVATION` when the draw was
/// requested, and its account was not looked at before, holds the level and is accepted by the consumer. The first `count` win. The hash
/// can be read for 256 blocks, and for 8,191 where the chain keeps history (EIP-2935). Who finds that a draw cannot be ended keeps its seed
/// until it can; where nobody did so in time, anyone renews the draw for another block.
///
/// **Positions never move.** A slot that is left is dead, and whoever takes its position later is too young for every draw requested
/// before. So nobody can shift or displace others once a seed is known. Members can only take themselves out: by leaving, whereupon the
/// next of the same sequence is looked at, or by missing a panel, which `strike` punishes within a day.
///
/// **Who could bias it.** Not the requester, a member or who fulfils: each only knows the hash when it can no longer be changed, a draw
/// can be fulfilled by anyone, a batch has one draw at a time, and a draw is renewed only once its hash is lost, which anyone prevents:
/// a requester who empties its project so that a panel cannot be seated only delays that panel. A draw abandoned with its batch stays
/// visible as `DrawRequested` without an end. But who builds the one block whose hash counts, a proposer or an L2's only sequencer, can
/// vary that block's free fields at no cost and keep the hash it likes. With a share q of the pool's aged stake and G hashes tried, it
/// seats n of n with a chance of about 1 - (1 - q^n)^G. For G = 2^20, which takes a second: q = 1%: n = 3: 65%, n = 5: 0.01%, n = 7:
/// 1e-8; q = 5%: n = 3: 100%, n = 5: 28%, n = 7: 0.08%; q = 10%: n = 3 and 5: 100%, n = 7: 10%. On a chain of many proposers it must also
/// propose that very block: a share p of the proposals makes it p times that, per request whose time it does not choose. A consensus
/// of k takes fewer seats than n and comes more easily. Gold, disputes and the stake at risk are what remains against a dishonest builder.
///
/// Two more parties are trusted by their role and can refuse candidates after the seed is known, all of them to have the draw fail: the
/// issuer of the pool's skill, by revoking, and a requester whose project's eligibility is its own to say. Both are visible on chain.
interface IDrawPool {
    enum DrawState {
        None,
        /// Waits for its block, or for who fulfils it.
        Requested,
        Fulfilled,
        /// Too few were found within the bound on tries: anyone may renew it.
        Failed
    }

    /// @dev Links are a position plus one, 0 for none.
    struct Pool {
        /// The skill that members need; zero for none.
        bytes32 skill;
        /// Most stake that counts for an account's weight.
        uint128 stakeCap;
        uint96 stakePerSlot;
        uint8 minLevel;
        /// Positions ever used.
        uint32 length;
        /// First of the list of positions to be used again.
        uint32 free;
        /// Slots that are alive.
        uint32 live;
    }

    /// @dev One storage slot.
    struct Slot {
        /// Zero where the slot was left.
        address account;
        uint40 joinedAt;
        /// The account's slot before this one; of a slot that was left, the next free position.
        uint32 previous;
        /// The account's generation when it joined: the slot is dead where it differs.
        uint24 generation;
    }

    /// @dev One storage slot.
    struct Member {
        uint32 slots;
        /// Newest and oldest slot.
        uint32 newest;
        uint32 oldest;
        /// Slots that had aged when the account joined last.
        uint32 aged;
        /// When the account joined last, Unix time.
        uint40 joinedAt;
        /// Last second (inclusive) in which a struck account cannot join, Unix time.
        uint40 barredUntil;
        /// How often the account was struck while it had slots.
        uint24 generation;
    }

    struct Request {
        bytes32 poolId;
        /// Who is asked and told; the market for a panel.
        address consumer;
        DrawState state;
        uint8 count;
        uint32 snapshot;
        uint40 requestedAt;
        /// The consumer's word; the batch for a panel.
        bytes32 context;
        /// Block whose hash is the seed.
        uint64 seedBlock;
        /// Panel: last second (inclusive) of its commit phase. 0 before it is seated.
        uint40 commitBy;
        /// Panel: how many panels the batch had lost when this one was seated.
        uint8 attempt;
    }

    event PoolCreated(
        bytes32 indexed poolId, bytes32 indexed skill, uint256 minLevel, uint256 stakePerSlot, uint256 stakeCap
    );

    /// @param positions Those taken, in order.
    /// @param joinedAt Time of the block.
    /// @param slots The account's slots now.
    /// @param aged See `Member`.
    /// @param length, free, live See `Pool`: after it.
    event Joined(
        bytes32 indexed poolId,
        address indexed account,
        uint256[] positions,
        uint256 joinedAt,
        uint256 slots,
        uint256 aged,
        uint256 length,
        uint256 free,
        uint256 live
    );

    /// @param positions Those left, in order: newest first.
    event Left(
        bytes32 indexed poolId,
        address indexed account,
        uint256[] positions,
        uint256 slots,
        uint256 aged,
        uint256 free,
        uint256 live
    );

    /// @notice All slots of an account died, because it was drawn and did not commit.
    /// @param slots How many there were.
    event Struck(
        bytes32 indexed poolId,
        BatchId indexed batchId,
        address indexed account,
        uint256 slots,
        uint256 barredUntil,
        uint256 free,
        uint256 live
    );

    /// @param context The batch's id for a panel, whose consumer is the market.
    event DrawRequested(
        uint256 indexed drawId,
        bytes32 indexed poolId,
        address indexed consumer,
        uint256 count,
        bytes32 context,
        uint256 snapshot,
        uint256 requestedAt,
        uint256 seedBlock
    );

    /// @notice The draw has another block, and no seed that was kept.
    event DrawRenewed(uint256 indexed drawId, uint256 seedBlock);

    /// @notice The draw's seed stays, whatever becomes of its block's hash.
    event SeedKept(uint256 indexed drawId, bytes32 seed);

    /// @param seed With the events before, all that is needed to draw again.
    /// @param accounts In the order drawn.
    /// @param commitBy, attempt See `Request`; 0 but for a panel.
    event DrawFulfilled(
        uint256 indexed drawId, bytes32 seed, address[] accounts, uint256[] weights, uint256 commitBy, uint256 attempt
    );

    /// @param found Of the accounts asked for.
    event DrawFailed(uint256 indexed drawId, bytes32 seed, uint256 found);

    error ZeroAddress();
    error ZeroSlots();
    error PoolExists(bytes32 poolId);
    error PoolUnknown(bytes32 poolId);
    /// @notice A pool's stake per slot is at least 1 and at most its cap.
    error InvalidStake(uint256 stakePerSlot, uint256 stakeCap);
    error SkillUnknown(bytes32 skill);
    /// @notice A pool with a skill asks for level 1 to 5, one without for level 0.
    error InvalidLevel(uint256 level);
    error LevelTooLow(bytes32 poolId, address account, uint256 level);
    error Barred(bytes32 poolId, address account, uint256 until);
    error TooFewSlots(bytes32 poolId, uint256 slots, uint256 needed);
    error InvalidCount(uint256 count);
    error NotRequester(BatchId batchId, address caller);
    error BatchNotOpen(BatchId batchId);
    /// @notice The batch has a draw that is not at its end.
    error PanelPending(BatchId batchId, uint256 drawId);
    error WrongDrawState(uint256 drawId, DrawState actual);
    error SeedNotReady(uint256 drawId, uint256 seedBlock);
    /// @notice The hash of the block cannot be read any more: renew the draw.
    error SeedLost(uint256 drawId, uint256 seedBlock);
    /// @notice The seed was kept, or its hash can still be read, or will be: fulfil the draw.
    error SeedNotLost(uint256 drawId, uint256 seedBlock);
    error SeedKeptAlready(uint256 drawId);
    /// @notice Another draw took this one's place for its batch.
    error DrawReplaced(uint256 drawId, uint256 by);
    /// @notice Each candidate must be asked with all of `ASK_GAS`, so that nobody refuses for want of it: send more.
    error InsufficientGas(uint256 left, uint256 needed);
    /// @notice The account has no seat from this pool's draw that let the commit phase pass.
    error NotMissing(BatchId batchId, address account);
    /// @notice A strike comes within `STRIKE_WINDOW` of the commit phase's end, so that nobody keeps one for a moment that suits it.
    error StrikeTooLate(BatchId batchId, uint256 deadline);
    error StruckAlready(BatchId batchId, address account);

    /// @notice Seconds before a slot counts for a new draw: no stake is borrowed for one.
    function ACTIVATION() external view returns (uint256);

    /// @notice Blocks between a request and the block whose hash is its seed.
    function SEED_DELAY() external view returns (uint256);

    /// @notice Most accounts in a draw.
    function MAX_COUNT() external view returns (uint256);

    /// @notice Positions that a draw looks at, at most.
    function MAX_TRIES() external view returns (uint256);

    /// @notice Accounts that a draw considers, at most.
    function MAX_CANDIDATES() external view returns (uint256);

    /// @notice Gas with which a consumer is asked about a candidate.
    function ASK_GAS() external view returns (uint256);

    /// @notice Seconds in which a struck account cannot join again.
    function BAR() external view returns (uint256);

    /// @notice Seconds from the end of a commit phase in which who missed it can be struck.
    function STRIKE_WINDOW() external view returns (uint256);

    function market() external view returns (ILabelMarket);

    function vault() external view returns (IStakeVault);

    function registry() external view returns (ISkillRegistry);

    /// @notice `keccak256(abi.encode(skill, minLevel, stakePerSlot, stakeCap))`.
    function poolIdOf(bytes32 skill, uint8 minLevel, uint96 stakePerSlot, uint128 stakeCap)
        external
        pure
        returns (bytes32);

    function poolOf(bytes32 poolId) external view returns (Pool memory);

    function slotOf(bytes32 poolId, uint256 position) external view returns (Slot memory);

    function memberOf(bytes32 poolId, address account) external view returns (Member memory);

    function drawOf(uint256 drawId) external view returns (Request memory);

    /// @notice The seed that was kept for the draw; zero for none.
    function seedOf(uint256 drawId) external view returns (bytes32);

    /// @notice Draws requested so far; the last one's id.
    function draws() external view returns (uint256);

    /// @notice The batch's draw, the last one where it had several; 0 for none.
    function panelDrawOf(BatchId batchId) external view returns (uint256);

    function isStruck(BatchId batchId, address account) external view returns (bool);

    /// @notice Defines a pool. Anyone; a pool has no owner.
    /// @param skill Zero for a pool that anyone may join, with a `minLevel` of 0.
    function createPool(bytes32 skill, uint8 minLevel, uint96 stakePerSlot, uint128 stakeCap)
        external
        returns (bytes32 poolId);

    /// @notice Takes slots for the caller and locks their stake in the vault.
    function join(bytes32 poolId, uint256 slots) external;

    /// @notice Gives up the caller's newest slots and unlocks their stake. At any time.
    function leave(bytes32 poolId, uint256 slots) external;

    /// @notice Asks for `count` different accounts for the calling contract (see `IDrawConsumer`). A draw that failed or that its
    /// consumer's callback refuses holds nobody's stake and need not be ended: the consumer may ask anew.
    function requestDraw(bytes32 poolId, uint256 count, bytes32 context) external returns (uint256 drawId);

    /// @notice Asks for a batch's panel, of as many as it has seats, which the market then seats. Only the batch's requester, for a
    /// batch without a panel, one draw at a time: the last one was fulfilled (and its panel dissolved) or failed.
    function requestPanel(BatchId batchId, bytes32 poolId) external returns (uint256 drawId);

    /// @notice Draws, and tells the consumer or seats the panel. Anyone.
    /// @return found Whether there were enough; else the draw has failed.
    function fulfil(uint256 drawId) external returns (bool found);

    /// @notice Stores the seed of a draw that cannot be ended yet, because its consumer or the market refuses. Anyone, once.
    function keepSeed(uint256 drawId) external;

    /// @notice Gives a draw that failed, or whose hash is lost, another block, for the same snapshot. Anyone.
    function renew(uint256 drawId) external;

    /// @notice Ends all slots of an account in the pool that drew it for a batch to which it then did not commit, and bars it for `BAR`.
    /// Its stake is unlocked, nothing is taken. Anyone, once per batch and account, and before the market dissolves the panel, which
    /// leaves no seat to show. An invited annotator cannot be struck: an invitation needs no consent.
    function strike(BatchId batchId, address account) external;
}
