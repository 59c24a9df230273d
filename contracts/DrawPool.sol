// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IDrawConsumer} from "./interfaces/IDrawConsumer.sol";
import {IDrawPool} from "./interfaces/IDrawPool.sol";
import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {ISkillRegistry} from "./interfaces/ISkillRegistry.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {Draw} from "./libraries/Draw.sol";
import {Slots} from "./libraries/Slots.sol";
import {Batch, BatchState, SeatState} from "./types/Batch.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";

/// @title DrawPool: see `IDrawPool`, which is the specification.
/// @dev Market, vault and registry are the protocol's own; the consumers are anyone's. They are asked in static calls with bounded gas,
/// and told last.
contract DrawPool is ReentrancyGuardTransient, IDrawPool {
    using Draw for Draw.Considered;
    using Slots for Slots.State;

    /// @inheritdoc IDrawPool
    uint256 public constant ACTIVATION = Slots.ACTIVATION;

    /// @inheritdoc IDrawPool
    uint256 public constant SEED_DELAY = 2;

    /// @inheritdoc IDrawPool
    uint256 public constant MAX_COUNT = 32;

    /// @inheritdoc IDrawPool
    uint256 public constant MAX_TRIES = 256;

    /// @inheritdoc IDrawPool
    uint256 public constant MAX_CANDIDATES = 64;

    /// @inheritdoc IDrawPool
    uint256 public constant ASK_GAS = 100_000;

    /// @inheritdoc IDrawPool
    uint256 public constant BAR = 7 days;

    /// @inheritdoc IDrawPool
    uint256 public constant STRIKE_WINDOW = 1 days;

    /// A call gets at most 63/64 of what is left, after its own price.
    uint256 private constant GAS_TO_ASK = ASK_GAS + ASK_GAS / 63 + 5_000;

    /// @inheritdoc IDrawPool
    ILabelMarket public immutable market;

    /// @inheritdoc IDrawPool
    IStakeVault public immutable vault;

    /// @inheritdoc IDrawPool
    ISkillRegistry public immutable registry;

    /// @inheritdoc IDrawPool
    uint256 public draws;

    mapping(bytes32 poolId => Pool) private _pools;
    mapping(bytes32 poolId => Slots.State) private _slots;
    mapping(uint256 drawId => Request) private _draws;

    /// @inheritdoc IDrawPool
    mapping(uint256 drawId => bytes32) public seedOf;

    /// @inheritdoc IDrawPool
    mapping(BatchId batchId => uint256) public panelDrawOf;

    /// @inheritdoc IDrawPool
    mapping(BatchId batchId => mapping(address account => bool)) public isStruck;

    /// @param vault_ Must grant this pool its `LOCKER_ROLE`.
    constructor(ILabelMarket market_, IStakeVault vault_, ISkillRegistry registry_) {
        bool complete =
            address(market_) != address(0) && address(vault_) != address(0) && address(registry_) != address(0);
        require(complete, ZeroAddress());
        (market, vault, registry) = (market_, vault_, registry_);
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IDrawPool
    function poolIdOf(bytes32 skill, uint8 minLevel, uint96 stakePerSlot, uint128 stakeCap)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(skill, minLevel, stakePerSlot, stakeCap));
    }

    /// @inheritdoc IDrawPool
    function poolOf(bytes32 poolId) external view returns (Pool memory) {
        return _pools[poolId];
    }

    /// @inheritdoc IDrawPool
    function slotOf(bytes32 poolId, uint256 position) external view returns (Slot memory) {
        return _slots[poolId].slots[position];
    }

    /// @inheritdoc IDrawPool
    function memberOf(bytes32 poolId, address account) external view returns (Member memory) {
        return _slots[poolId].members[account];
    }

    /// @inheritdoc IDrawPool
    function drawOf(uint256 drawId) external view returns (Request memory) {
        return _draws[drawId];
    }

    // ---------------------------------------------------------------- members

    /// @inheritdoc IDrawPool
    function createPool(bytes32 skill, uint8 minLevel, uint96 stakePerSlot, uint128 stakeCap)
        external
        returns (bytes32 poolId)
    {
        require(stakePerSlot != 0 && stakePerSlot <= stakeCap, InvalidStake(stakePerSlot, stakeCap));
        if (skill == 0) {
            require(minLevel == 0, InvalidLevel(minLevel));
        } else {
            require(minLevel != 0 && minLevel <= registry.MAX_LEVEL(), InvalidLevel(minLevel));
            require(registry.issuerOf(skill) != address(0), SkillUnknown(skill));
        }
        poolId = poolIdOf(skill, minLevel, stakePerSlot, stakeCap);
        Pool storage pool = _pools[poolId];
        require(pool.stakePerSlot == 0, PoolExists(poolId));

        (pool.skill, pool.minLevel, pool.stakePerSlot, pool.stakeCap) = (skill, minLevel, stakePerSlot, stakeCap);
        emit PoolCreated({
            poolId: poolId, skill: skill, minLevel: minLevel, stakePerSlot: stakePerSlot, stakeCap: stakeCap
        });
    }

    /// @inheritdoc IDrawPool
    function join(bytes32 poolId, uint256 slots) external nonReentrant {
        require(slots != 0, ZeroSlots());
        Pool storage pool = _requirePool(poolId);
        Slots.State storage state = _slots[poolId];
        Member storage member = state.members[msg.sender];
        require(block.timestamp > member.barredUntil, Barred(poolId, msg.sender, member.barredUntil));
        uint256 level = _levelOf(pool, msg.sender);
        require(level >= pool.minLevel, LevelTooLow(poolId, msg.sender, level));

        uint256[] memory positions = state.take(pool, msg.sender, slots);
        emit Joined({
            poolId: poolId,
            account: msg.sender,
            positions: positions,
            joinedAt: block.timestamp,
            slots: member.slots,
            aged: member.aged,
            length: pool.length,
            free: pool.free,
            live: pool.live
        });

        vault.lock(msg.sender, slots * pool.stakePerSlot);
    }

    /// @inheritdoc IDrawPool
    function leave(bytes32 poolId, uint256 slots) external nonReentrant {
        require(slots != 0, ZeroSlots());
        Pool storage pool = _requirePool(poolId);
        Slots.State storage state = _slots[poolId];
        Member storage member = state.members[msg.sender];
        require(member.slots >= slots, TooFewSlots(poolId, member.slots, slots));

        uint256[] memory positions = state.release(pool, msg.sender, slots);
        emit Left({
            poolId: poolId,
            account: msg.sender,
            positions: positions,
            slots: member.slots,
            aged: member.aged,
            free: pool.free,
            live: pool.live
        });

        vault.unlock(msg.sender, slots * pool.stakePerSlot);
    }

    /// @inheritdoc IDrawPool
    function strike(BatchId batchId, address account) external nonReentrant {
        Request storage draw = _draws[panelDrawOf[batchId]];
        uint256 commitBy = draw.commitBy;
        // A seat is the drawn one as long as the batch has lost no further panel. No commitment is taken after the deadline.
        bool missing = commitBy != 0 && block.timestamp > commitBy && market.attemptsOf(batchId) == draw.attempt
            && market.seatOf(batchId, account).state == SeatState.Assigned;
        require(missing, NotMissing(batchId, account));
        require(block.timestamp <= commitBy + STRIKE_WINDOW, StrikeTooLate(batchId, commitBy + STRIKE_WINDOW));
        require(!isStruck[batchId][account], StruckAlready(batchId, account));
        bytes32 poolId = draw.poolId;
        Pool storage pool = _pools[poolId];

        isStruck[batchId][account] = true;
        // Below 2^40 for the next 34,000 years.
        uint40 barredUntil = uint40(block.timestamp + BAR);
        uint256 slots = _slots[poolId].kill(pool, account, barredUntil);
        emit Struck({
            poolId: poolId,
            batchId: batchId,
            account: account,
            slots: slots,
            barredUntil: barredUntil,
            free: pool.free,
            live: pool.live
        });

        if (slots != 0) vault.unlock(account, slots * pool.stakePerSlot);
    }

    // ---------------------------------------------------------------- draws

    /// @inheritdoc IDrawPool
    function requestDraw(bytes32 poolId, uint256 count, bytes32 context) external returns (uint256 drawId) {
        return _request(poolId, msg.sender, count, context);
    }

    /// @inheritdoc IDrawPool
    function requestPanel(BatchId batchId, bytes32 poolId) external returns (uint256 drawId) {
        ProjectId projectId = market.projectIdOfBatch(batchId);
        require(market.projectOf(projectId).requester == msg.sender, NotRequester(batchId, msg.sender));
        Batch memory batch = market.batchOf(batchId);
        require(batch.state == BatchState.Created, BatchNotOpen(batchId));
        uint256 previous = panelDrawOf[batchId];
        require(_draws[previous].state != DrawState.Requested, PanelPending(batchId, previous));

        drawId = _request(poolId, address(market), batch.seats, BatchId.unwrap(batchId));
        panelDrawOf[batchId] = drawId;
    }

    /// @inheritdoc IDrawPool
    function fulfil(uint256 drawId) external nonReentrant returns (bool found) {
        Request memory draw = _draws[drawId];
        require(draw.state == DrawState.Requested, WrongDrawState(drawId, draw.state));
        bytes32 seed = seedOf[drawId];
        if (seed == 0) seed = _readSeed(drawId, draw.seedBlock);
        (address[] memory accounts, uint256[] memory weights, uint256 length) = _select(drawId, draw, seed);
        found = length == draw.count;

        if (!found) {
            _draws[drawId].state = DrawState.Failed;
            emit DrawFailed({drawId: drawId, seed: seed, found: length});
            return false;
        }
        _draws[drawId].state = DrawState.Fulfilled;
        bool isPanel = draw.consumer == address(market);
        if (isPanel) (draw.commitBy, draw.attempt) = _notePanel(drawId, BatchId.wrap(draw.context));
        emit DrawFulfilled({
            drawId: drawId,
            seed: seed,
            accounts: accounts,
            weights: weights,
            commitBy: draw.commitBy,
            attempt: draw.attempt
        });

        if (isPanel) market.assignDrawn(BatchId.wrap(draw.context), Draw.sorted(accounts));
        else IDrawConsumer(draw.consumer).drawn(drawId, draw.context, accounts, weights);
    }

    /// @inheritdoc IDrawPool
    function keepSeed(uint256 drawId) external {
        Request storage draw = _draws[drawId];
        require(draw.state == DrawState.Requested, WrongDrawState(drawId, draw.state));
        require(seedOf[drawId] == 0, SeedKeptAlready(drawId));
        bytes32 seed = _readSeed(drawId, draw.seedBlock);

        seedOf[drawId] = seed;
        emit SeedKept({drawId: drawId, seed: seed});
    }

    /// @inheritdoc IDrawPool
    function renew(uint256 drawId) external {
        Request storage draw = _draws[drawId];
        DrawState state = draw.state;
        require(state == DrawState.Requested || state == DrawState.Failed, WrongDrawState(drawId, state));
        if (draw.consumer == address(market)) {
            uint256 by = panelDrawOf[BatchId.wrap(draw.context)];
            require(by == drawId, DrawReplaced(drawId, by));
        }
        if (state == DrawState.Requested) {
            // Reading the history takes a hundredth of the gas whose 64th part this function needs to go on: nobody loses a hash by
            // sending too little.
            bool lost = seedOf[drawId] == 0 && block.number > draw.seedBlock && Blockhash.blockHash(draw.seedBlock) == 0;
            require(lost, SeedNotLost(drawId, draw.seedBlock));
        }

        uint64 seedBlock = _seedBlock();
        draw.state = DrawState.Requested;
        draw.seedBlock = seedBlock;
        delete seedOf[drawId];
        emit DrawRenewed({drawId: drawId, seedBlock: seedBlock});
    }

    // ---------------------------------------------------------------- private

    function _request(bytes32 poolId, address consumer, uint256 count, bytes32 context)
        private
        returns (uint256 drawId)
    {
        Pool storage pool = _requirePool(poolId);
        require(count != 0 && count <= MAX_COUNT, InvalidCount(count));
        require(pool.live >= count, TooFewSlots(poolId, pool.live, count));

        drawId = ++draws;
        // The count is at most `MAX_COUNT`; the time is below 2^40 for the next 34,000 years.
        Request memory draw = Request({
            poolId: poolId,
            consumer: consumer,
            state: DrawState.Requested,
            count: uint8(count),
            snapshot: pool.length,
            requestedAt: uint40(block.timestamp),
            context: context,
            seedBlock: _seedBlock(),
            commitBy: 0,
            attempt: 0
        });
        _draws[drawId] = draw;
        emit DrawRequested({
            drawId: drawId,
            poolId: poolId,
            consumer: consumer,
            count: count,
            context: context,
            snapshot: draw.snapshot,
            requestedAt: draw.requestedAt,
            seedBlock: draw.seedBlock
        });
    }

    function _readSeed(uint256 drawId, uint256 seedBlock) private view returns (bytes32) {
        require(block.number > seedBlock, SeedNotReady(drawId, seedBlock));
        bytes32 blockHash = Blockhash.blockHash(seedBlock);
        require(blockHash != 0, SeedLost(drawId, seedBlock));
        return Draw.seedOf(blockHash, drawId);
    }

    /// @dev The accounts that win, in the order drawn, and their weights: `length` of them, at most the count asked for.
    function _select(uint256 drawId, Request memory draw, bytes32 seed)
        private
        view
        returns (address[] memory accounts, uint256[] memory weights, uint256 length)
    {
        Pool memory pool = _pools[draw.poolId];
        Slots.State storage state = _slots[draw.poolId];
        Draw.Considered memory considered = Draw.considering(MAX_CANDIDATES);
        accounts = new address[](draw.count);
        weights = new uint256[](draw.count);
        for (uint256 i = 0; i < MAX_TRIES && length < draw.count && !considered.isFull(); ++i) {
            address account = state.accountAt(Draw.positionAt(seed, i, draw.snapshot), draw.requestedAt);
            if (account == address(0) || !considered.add(account)) continue;
            uint256 level = _levelOf(pool, account);
            if (level < pool.minLevel || !_isAccepted(drawId, draw, account)) continue;
            uint256 stake = state.agedOf(account, draw.requestedAt) * pool.stakePerSlot;
            accounts[length] = account;
            weights[length++] = (stake < pool.stakeCap ? stake : pool.stakeCap) * (pool.skill == 0 ? 1 : level);
        }
    }

    /// @dev The market answers for a project's eligibility hook, which is anyone's too: the same bound holds for both.
    function _isAccepted(uint256 drawId, Request memory draw, address account) private view returns (bool) {
        address consumer = draw.consumer;
        bytes memory question = consumer == address(market)
            ? abi.encodeCall(ILabelMarket.canSit, (BatchId.wrap(draw.context), account))
            : abi.encodeCall(IDrawConsumer.accepts, (drawId, draw.context, account));
        uint256 left = gasleft();
        require(left >= GAS_TO_ASK, InsufficientGas(left, GAS_TO_ASK));
        bool accepted;
        uint256 gasToAsk = ASK_GAS;
        assembly ("memory-safe") {
            // No more than a word of the answer is copied.
            let ok := staticcall(gasToAsk, consumer, add(question, 0x20), mload(question), 0x00, 0x20)
            accepted := and(and(ok, gt(returndatasize(), 0x1f)), eq(mload(0x00), 1))
        }
        return accepted;
    }

    /// @dev What `strike` needs to know of the panel that the market is about to seat.
    function _notePanel(uint256 drawId, BatchId batchId) private returns (uint40 commitBy, uint8 attempt) {
        uint256 window = market.projectOf(market.projectIdOfBatch(batchId)).params.commitWindow;
        // A window has 32 bits, and the market allows two attempts after the first.
        commitBy = uint40(block.timestamp + window);
        attempt = uint8(market.attemptsOf(batchId));
        (_draws[drawId].commitBy, _draws[drawId].attempt) = (commitBy, attempt);
    }

    function _requirePool(bytes32 poolId) private view returns (Pool storage pool) {
        pool = _pools[poolId];
        require(pool.stakePerSlot != 0, PoolUnknown(poolId));
    }

    function _levelOf(Pool memory pool, address account) private view returns (uint256) {
        return pool.skill == 0 ? 0 : registry.levelOf(pool.skill, account);
    }

    /// @dev Block numbers stay below 2^64.
    function _seedBlock() private view returns (uint64) {
        return uint64(block.number + SEED_DELAY);
    }
}
