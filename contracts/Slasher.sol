// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {ISlasher} from "./interfaces/ISlasher.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {SlashSplit} from "./libraries/SlashSplit.sol";
import {BatchId} from "./types/Ids.sol";
import {SlashId, SlashReason, SlashState} from "./types/Slash.sol";

/// @title Slasher: see `ISlasher`, which is the specification.
/// @dev The vault calls nobody while it holds and slashes, and the market nobody while it moves claimable balances. What is held has to
/// be known before it can be stored, so that the vault is asked first.
contract Slasher is ReentrancyGuardTransient, ISlasher {
    using Math for uint256;
    using SafeCast for uint256;

    /// @inheritdoc ISlasher
    uint40 public constant APPEAL_WINDOW = 3 days;

    /// @inheritdoc ISlasher
    uint40 public constant EPOCH = 7 days;

    uint256 private constant BPS = 10_000;
    uint256 private constant RULE_SHARE_BPS = 500;
    uint256 private constant DISPUTE_CAP_BPS = 1000;
    uint256 private constant MISCONDUCT_CAP_BPS = 5000;

    /// @inheritdoc ISlasher
    IStakeVault public immutable vault;

    /// @inheritdoc ISlasher
    address public immutable insurance;

    address private immutable _deployer;

    /// @inheritdoc ISlasher
    ILabelMarket public market;

    /// @inheritdoc ISlasher
    address public court;

    /// @inheritdoc ISlasher
    mapping(address annotator => uint256) public lastShareAt;

    mapping(SlashId slashId => Slash) private _slashes;

    /// @param vault_ Must grant this contract its `SLASHER_ROLE`.
    /// @param insurance_ Must be able to claim from the market and to withdraw from the vault.
    constructor(IStakeVault vault_, address insurance_) {
        require(address(vault_) != address(0) && insurance_ != address(0), ZeroAddress());
        vault = vault_;
        insurance = insurance_;
        _deployer = msg.sender;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ISlasher
    function slashOf(SlashId slashId) external view returns (Slash memory) {
        return _slashes[slashId];
    }

    /// @inheritdoc ISlasher
    function slashIdOf(BatchId batchId, address annotator, SlashReason reason) public pure returns (SlashId) {
        return SlashId.wrap(keccak256(abi.encode(batchId, annotator, reason)));
    }

    // ---------------------------------------------------------------- wiring

    /// @inheritdoc ISlasher
    function wire(ILabelMarket market_, address court_) external {
        require(msg.sender == _deployer, NotDeployer(msg.sender));
        require(address(market) == address(0), AlreadyWired());
        require(address(market_) != address(0) && court_ != address(0), ZeroAddress());

        market = market_;
        court = court_;
        emit Wired(address(market_), court_);
    }

    // ---------------------------------------------------------------- opening

    /// @inheritdoc ISlasher
    function openByRule(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        IERC20 token,
        uint256 pending,
        uint256 seatStake,
        uint256 noRevealBps
    ) external nonReentrant returns (SlashId slashId) {
        require(msg.sender == address(market), NotMarket(msg.sender));
        uint256 stake = _stakeByRule(reason, annotator, seatStake, noRevealBps);

        Slash memory slash = Slash({
            state: SlashState.Open,
            reason: reason,
            annotator: annotator,
            deadline: (block.timestamp + APPEAL_WINDOW).toUint40(),
            requester: requester,
            reporter: reporter,
            token: token,
            fromPending: pending.toUint128(),
            fromStake: 0
        });
        slashId = _open(slash, batchId, stake, BatchId.unwrap(batchId));
        if (reason == SlashReason.GoldFail && slash.fromStake != 0) lastShareAt[annotator] = block.timestamp;
    }

    /// @inheritdoc ISlasher
    function openByRuling(
        SlashReason reason,
        BatchId batchId,
        address annotator,
        address requester,
        address reporter,
        uint256 stake,
        bytes32 evidence
    ) external nonReentrant returns (SlashId slashId) {
        _requireCourt();
        uint256 cap = _wholeStakeOf(annotator).mulDiv(_capByRuling(reason), BPS);

        Slash memory slash = Slash({
            state: SlashState.Executed,
            reason: reason,
            annotator: annotator,
            deadline: block.timestamp.toUint40(),
            requester: requester,
            reporter: reporter,
            token: IERC20(address(0)),
            fromPending: 0,
            fromStake: 0
        });
        slashId = _open(slash, batchId, stake.min(cap), evidence);
        _payOut(slashId, slash);
    }

    // ---------------------------------------------------------------- ending

    /// @inheritdoc ISlasher
    function appealed(SlashId slashId) external {
        _requireCourt();
        Slash storage slash = _requireIn(slashId, SlashState.Open);
        require(block.timestamp <= slash.deadline, AppealWindowOver(slashId, slash.deadline));

        slash.state = SlashState.Appealed;
        emit SlashAppealed(slashId);
    }

    /// @inheritdoc ISlasher
    function decide(SlashId slashId, bool upheld) external nonReentrant {
        _requireCourt();
        Slash storage slash = _requireIn(slashId, SlashState.Appealed);

        slash.state = upheld ? SlashState.Executed : SlashState.Overturned;
        if (upheld) _payOut(slashId, slash);
        else _giveBack(slashId, slash);
    }

    /// @inheritdoc ISlasher
    function execute(SlashId slashId) external nonReentrant {
        Slash storage slash = _requireIn(slashId, SlashState.Open);
        require(block.timestamp > slash.deadline, AppealWindowOpen(slashId, slash.deadline));

        slash.state = SlashState.Executed;
        _payOut(slashId, slash);
    }

    // ---------------------------------------------------------------- preconditions

    function _requireCourt() private view {
        require(msg.sender == court, NotCourt(msg.sender));
    }

    function _requireIn(SlashId slashId, SlashState state) private view returns (Slash storage slash) {
        slash = _slashes[slashId];
        require(slash.state != SlashState.None, SlashUnknown(slashId));
        require(slash.state == state, WrongSlashState(slashId, slash.state));
    }

    // ---------------------------------------------------------------- amounts

    /// @dev Anyone can raise an account's whole stake by a deposit, to its advantage. Lowering it takes the account's own withdrawal.
    function _wholeStakeOf(address annotator) private view returns (uint256) {
        IStakeVault.Stake memory stake = vault.stakeOf(annotator);
        return uint256(stake.available) + stake.locked + stake.unbonding;
    }

    function _stakeByRule(SlashReason reason, address annotator, uint256 seatStake, uint256 noRevealBps)
        private
        view
        returns (uint256)
    {
        if (reason == SlashReason.ConsensusFail) return 0;
        uint256 share = _wholeStakeOf(annotator).mulDiv(RULE_SHARE_BPS, BPS);
        if (reason == SlashReason.NoReveal) return share.max(seatStake.mulDiv(noRevealBps, BPS));
        require(reason == SlashReason.GoldFail, NotRuleReason(reason));
        uint256 last = lastShareAt[annotator];
        return last != 0 && block.timestamp < last + EPOCH ? 0 : share;
    }

    function _capByRuling(SlashReason reason) private pure returns (uint256 bps) {
        if (reason == SlashReason.DisputeLost) return DISPUTE_CAP_BPS;
        require(reason == SlashReason.Spam || reason == SlashReason.Collusion, NotRulingReason(reason));
        return MISCONDUCT_CAP_BPS;
    }

    // ---------------------------------------------------------------- steps

    /// @dev Holds the stake and stores the slash. Who would profit from its own fault, or by its own decision, is no reporter.
    /// @param slash Its reporter and its stake are set here.
    function _open(Slash memory slash, BatchId batchId, uint256 stake, bytes32 evidence)
        private
        returns (SlashId slashId)
    {
        slashId = slashIdOf(batchId, slash.annotator, slash.reason);
        require(_slashes[slashId].state == SlashState.None, SlashExists(slashId));
        if (slash.reporter == slash.annotator || slash.reporter == court) slash.reporter = address(0);

        slash.fromStake = vault.hold(slash.annotator, stake).toUint128();
        _slashes[slashId] = slash;
        emit SlashOpened({
            slashId: slashId,
            batchId: batchId,
            annotator: slash.annotator,
            reason: slash.reason,
            token: address(slash.token),
            fromPending: slash.fromPending,
            fromStake: slash.fromStake,
            requester: slash.requester,
            reporter: slash.reporter,
            evidence: evidence,
            deadline: slash.deadline
        });
    }

    /// @dev Sends what is held to those who get it. The state says already that it is out.
    function _payOut(SlashId slashId, Slash memory slash) private {
        bool reported = slash.reporter != address(0);
        uint256[] memory pending = SlashSplit.split(slash.fromPending, reported);
        uint256[] memory stake = SlashSplit.split(slash.fromStake, reported);
        emit Slashed({
            slashId: slashId,
            annotator: slash.annotator,
            reason: slash.reason,
            fromPending: slash.fromPending,
            fromStake: slash.fromStake,
            pendingToRequester: pending[0],
            pendingToReporter: pending[1],
            pendingToInsurance: pending[2],
            stakeToRequester: stake[0],
            stakeToReporter: stake[1],
            stakeToInsurance: stake[2]
        });

        address[] memory to = new address[](3);
        (to[0], to[1], to[2]) = (slash.requester, slash.reporter, insurance);
        if (slash.fromStake != 0) vault.slash(slash.annotator, to, stake);
        for (uint256 i = 0; i < 3; ++i) {
            if (pending[i] != 0) market.moveClaimable(slash.token, to[i], pending[i]);
        }
    }

    function _giveBack(SlashId slashId, Slash memory slash) private {
        emit SlashOverturned({
            slashId: slashId, annotator: slash.annotator, fromPending: slash.fromPending, fromStake: slash.fromStake
        });

        if (slash.fromStake != 0) vault.unlock(slash.annotator, slash.fromStake);
        if (slash.fromPending != 0) market.moveClaimable(slash.token, slash.annotator, slash.fromPending);
    }
}
