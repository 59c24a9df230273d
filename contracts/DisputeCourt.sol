// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IDisputeCourt} from "./interfaces/IDisputeCourt.sol";
import {IDrawConsumer} from "./interfaces/IDrawConsumer.sol";
import {IDrawPool} from "./interfaces/IDrawPool.sol";
import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {ISkillRegistry} from "./interfaces/ISkillRegistry.sol";
import {ISlasher} from "./interfaces/ISlasher.sol";
import {IStakeVault} from "./interfaces/IStakeVault.sol";
import {LabelBytes} from "./libraries/LabelBytes.sol";
import {MeasuredDeposit} from "./libraries/MeasuredDeposit.sol";
import {Bonds, Split} from "./libraries/court/Bonds.sol";
import {Cases} from "./libraries/court/Cases.sol";
import {Credits} from "./libraries/court/Credits.sol";
import {Votes} from "./libraries/court/Votes.sol";
import {Batch, BatchFlags, BatchState, SeatState} from "./types/Batch.sol";
import {Case, CaseId, CaseKind, CaseState, Credit, Juror, Outcome} from "./types/Dispute.sol";
import {BatchId, ProjectId} from "./types/Ids.sol";
import {Escalation, Project} from "./types/Project.sol";
import {SlashId, SlashReason, SlashState} from "./types/Slash.sol";

/// @title DisputeCourt: see `IDisputeCourt`, which is the specification.
/// @dev Whatever calls another contract is `nonReentrant`. The pool's answer to a request is stored after the call, which no order of
/// effects can avoid; a pool that answers with `drawn` from within finds no draw that is asked for.
contract DisputeCourt is Multicall, ReentrancyGuardTransient, IDisputeCourt {
    using Cases for Case;
    using Cases for mapping(CaseId caseId => Case);
    using Credits for mapping(address account => Credit);
    using MeasuredDeposit for IERC20;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using Votes for Votes.Poll;
    using Votes for mapping(address account => Juror);

    /// @inheritdoc IDisputeCourt
    bytes32 public constant VOTE_TYPEHASH = Votes.TYPEHASH;

    /// @inheritdoc IDisputeCourt
    uint256 public constant DRAW_WINDOW = 1 days;

    /// @inheritdoc IDisputeCourt
    uint256 public constant EXPERT_WINDOW = 1 days;

    /// @inheritdoc IDisputeCourt
    uint256 public constant APPEAL_WINDOW = 2 days;

    /// @inheritdoc IDisputeCourt
    uint256 public constant VOTE_WINDOW = 1 days;

    /// @inheritdoc IDisputeCourt
    uint256 public constant REVEAL_WINDOW = 1 days;

    /// @inheritdoc IDisputeCourt
    uint256 public constant MAX_ROUNDS = Votes.MAX_ROUNDS;

    /// @inheritdoc IDisputeCourt
    uint256 public constant QUORUM_BPS = Votes.QUORUM_BPS;

    /// @inheritdoc IDisputeCourt
    uint256 public constant AGREEMENT_BPS = Votes.AGREEMENT_BPS;

    /// @inheritdoc IDisputeCourt
    uint256 public constant FEE_BPS = Bonds.FEE_BPS;

    /// @inheritdoc IDisputeCourt
    uint256 public constant MAX_OPEN_CASES = 16;

    /// @inheritdoc IDisputeCourt
    uint256 public constant AUDITOR_LEVEL = 3;

    /// Items' shares of a seat's stake that a label defended up to the jury costs.
    uint256 private constant DISPUTE_LOST_ITEMS = 3;

    ILabelMarket private immutable _market;
    ISlasher private immutable _slasher;
    IDrawPool private immutable _pool;
    ISkillRegistry private immutable _skills;
    IERC20 private immutable _token;
    address private immutable _insurance;
    bytes32 private immutable _expertPool;
    bytes32 private immutable _jurorPool;
    bytes32 private immutable _auditorSkill;
    uint96 private immutable _baseBond;
    uint96 private immutable _jurorStake;

    mapping(CaseId caseId => Case) private _cases;
    mapping(CaseId caseId => mapping(address account => Juror)) private _jurors;
    mapping(CaseId caseId => mapping(uint256 round => address[])) private _juries;
    mapping(address account => Credit) private _credits;
    mapping(BatchId batchId => mapping(bool byRequester => uint256)) private _openCases;

    constructor(Setup memory setup_) {
        require(
            address(setup_.market) != address(0) && address(setup_.slasher) != address(0)
                && address(setup_.pool) != address(0) && address(setup_.skills) != address(0)
                && address(setup_.token) != address(0) && setup_.insurance != address(0),
            ZeroAddress()
        );
        require(setup_.baseBond != 0 && setup_.jurorStake != 0 && setup_.expertPool != setup_.jurorPool, InvalidSetup());
        _market = setup_.market;
        _slasher = setup_.slasher;
        _pool = setup_.pool;
        _skills = setup_.skills;
        _token = setup_.token;
        _insurance = setup_.insurance;
        _expertPool = setup_.expertPool;
        _jurorPool = setup_.jurorPool;
        _auditorSkill = setup_.auditorSkill;
        _baseBond = setup_.baseBond;
        _jurorStake = setup_.jurorStake;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc IDisputeCourt
    function setup() external view returns (Setup memory) {
        return Setup({
            market: _market,
            slasher: _slasher,
            pool: _pool,
            skills: _skills,
            token: _token,
            insurance: _insurance,
            expertPool: _expertPool,
            jurorPool: _jurorPool,
            auditorSkill: _auditorSkill,
            baseBond: _baseBond,
            jurorStake: _jurorStake
        });
    }

    /// @inheritdoc IDisputeCourt
    function caseIdOf(CaseKind kind, BatchId batchId, bytes32 subject) external pure returns (CaseId) {
        return Cases.idOf(kind, batchId, subject);
    }

    /// @inheritdoc IDisputeCourt
    function caseOf(CaseId caseId) external view returns (Case memory) {
        return _cases[caseId];
    }

    /// @inheritdoc IDisputeCourt
    function jurorOf(CaseId caseId, address account) external view returns (Juror memory) {
        return _jurors[caseId][account];
    }

    /// @inheritdoc IDisputeCourt
    function juryOf(CaseId caseId, uint256 round) external view returns (address[] memory) {
        return _juries[caseId][round];
    }

    /// @inheritdoc IDisputeCourt
    function creditOf(address account) external view returns (Credit memory) {
        return _credits[account];
    }

    /// @inheritdoc IDisputeCourt
    function openCasesOf(BatchId batchId, bool byRequester) external view returns (uint256) {
        return _openCases[batchId][byRequester];
    }

    /// @inheritdoc IDisputeCourt
    function voteHashOf(CaseId caseId, uint256 round, address juror, uint8 verdict, bytes32 salt)
        external
        view
        returns (bytes32)
    {
        return Votes.hashOf(caseId, round, juror, verdict, salt);
    }

    // ---------------------------------------------------------------- credit

    /// @inheritdoc IDisputeCourt
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external nonReentrant {
        // What fails here fails again where the allowance is needed.
        try IERC20Permit(address(_token)).permit(msg.sender, address(this), amount, deadline, v, r, s) {} catch {}
    }

    /// @inheritdoc IDisputeCourt
    function deposit(uint256 amount) external nonReentrant {
        require(amount != 0, ZeroAmount());
        _credits.deposit(msg.sender, amount);
        _take(amount);
    }

    /// @inheritdoc IDisputeCourt
    function withdraw(address to, uint256 amount) external nonReentrant {
        require(to != address(0), ZeroAddress());
        require(amount != 0, ZeroAmount());
        _credits.withdraw(msg.sender, to, amount);
        _token.safeTransfer(to, amount);
    }

    /// @inheritdoc IDisputeCourt
    function payInsurance() external nonReentrant returns (uint256 amount) {
        amount = _credits[_insurance].free;
        require(amount != 0, ZeroAmount());
        _credits.withdraw(_insurance, _insurance, amount);
        IStakeVault vault = _slasher.vault();
        _token.forceApprove(address(vault), amount);
        vault.deposit(_insurance, amount);
    }

    // ---------------------------------------------------------------- opening

    /// @inheritdoc IDisputeCourt
    function openLabel(
        BatchId batchId,
        uint256 item,
        uint8 claim,
        bytes32 evidence,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external nonReentrant returns (CaseId caseId) {
        return _openItem(CaseKind.Label, batchId, item, claim, evidence, annotators, labels);
    }

    /// @inheritdoc IDisputeCourt
    function openReview(
        BatchId batchId,
        uint256 item,
        bytes32 evidence,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external nonReentrant returns (CaseId caseId) {
        // The requester asks, and claims nothing.
        return _openItem(CaseKind.Review, batchId, item, LabelBytes.NONE, evidence, annotators, labels);
    }

    /// @inheritdoc IDisputeCourt
    function openConduct(BatchId batchId, address accused, SlashReason reason, bytes32 evidence)
        external
        nonReentrant
        returns (CaseId caseId)
    {
        require(reason == SlashReason.Spam || reason == SlashReason.Collusion, NotConduct(reason));
        Project memory project = _projectOf(batchId);
        _requireOpener(batchId, project.requester);
        Batch memory batch = _market.batchOf(batchId);
        require(batch.state >= BatchState.Tallied, BatchNotTallied(batchId));
        require(accused != msg.sender, SelfAccusation(batchId, accused));
        require(_isSeated(batchId, accused), NotOnPanel(batchId, accused));

        Case memory fresh;
        fresh.kind = CaseKind.Conduct;
        fresh.batchId = batchId;
        fresh.subject = bytes32(uint256(uint160(accused)));
        fresh.requester = project.requester;
        fresh.respondent = accused;
        fresh.reason = reason;
        fresh.evidence = evidence;
        fresh.claim = 1;
        fresh.classes = 2;
        bool unsettled = batch.state == BatchState.Tallied || batch.state == BatchState.Disputed;
        fresh.stopsSettlement = unsettled && block.timestamp <= batch.deadline;
        return _open(fresh);
    }

    /// @inheritdoc IDisputeCourt
    function openSlashAppeal(BatchId batchId, SlashReason reason, bytes32 evidence)
        external
        nonReentrant
        returns (CaseId caseId)
    {
        SlashId slashId = _slasher.slashIdOf(batchId, msg.sender, reason);
        ISlasher.Slash memory slash = _slasher.slashOf(slashId);
        require(slash.state != SlashState.None, SlashUnknown(batchId, msg.sender, reason));

        Case memory fresh;
        fresh.kind = CaseKind.SlashAppeal;
        fresh.batchId = batchId;
        fresh.subject = SlashId.unwrap(slashId);
        fresh.requester = slash.requester;
        // Whoever reported its own failing cannot win by it.
        bool isDefended = slash.reporter != address(0) && slash.reporter != msg.sender;
        fresh.respondent = isDefended ? slash.reporter : _insurance;
        fresh.reason = reason;
        fresh.evidence = evidence;
        fresh.standing = 1;
        fresh.classes = 2;
        return _open(fresh);
    }

    // ---------------------------------------------------------------- the expert

    /// @inheritdoc IDisputeCourt
    function rule(CaseId caseId, uint8 verdict, bytes32 justificationHash) external {
        Case storage self = _cases.requireIn(caseId, CaseState.Expert);
        require(msg.sender == self.expert, NotExpert(caseId, msg.sender));
        self.requireOpen(caseId);
        require(justificationHash != 0, ZeroHash());
        Cases.requireVerdict(caseId, self.kind, self.classes, verdict);

        self.state = CaseState.Ruled;
        self.ruling = verdict;
        self.ruled = true;
        self.evidence = justificationHash;
        uint256 deadline = _setDeadline(self, APPEAL_WINDOW);
        emit ExpertRuled({
            caseId: caseId,
            expert: msg.sender,
            verdict: verdict,
            justificationHash: justificationHash,
            deadline: deadline
        });
    }

    /// @inheritdoc IDisputeCourt
    function appeal(CaseId caseId) external nonReentrant {
        Case storage self = _cases.requireIn(caseId, CaseState.Ruled);
        self.requireOpen(caseId);
        bool isParty = msg.sender == self.opener || msg.sender == self.requester || _isSeated(self.batchId, msg.sender);
        require(isParty, NotParty(self.batchId, msg.sender));

        uint128 bond = 2 * self.bond;
        self.appellant = msg.sender;
        self.appealBond = bond;
        emit AppealOpened({caseId: caseId, appellant: msg.sender, bond: bond});

        _take(bond);
        _askJury(caseId, self);
    }

    /// @inheritdoc IDisputeCourt
    function escalate(CaseId caseId) external nonReentrant {
        Case storage self = _cases.known(caseId);
        CaseState state = self.state;
        require(state == CaseState.ExpertDraw || state == CaseState.Expert, WrongState(caseId, state));
        Cases.requireOver(caseId, self.deadline);

        emit CaseEscalated(caseId);
        _askJury(caseId, self);
    }

    // ---------------------------------------------------------------- draws

    /// @inheritdoc IDisputeCourt
    function redraw(CaseId caseId) external nonReentrant {
        Case storage self = _cases.known(caseId);
        CaseState state = self.state;
        require(state == CaseState.ExpertDraw || state == CaseState.JuryDraw, WrongState(caseId, state));
        self.requireOpen(caseId);
        require(self.drawId == 0, DrawPending(caseId, self.drawId));
        _ask(caseId, self);
    }

    /// @inheritdoc IDrawConsumer
    function accepts(uint256 drawId, bytes32 context, address account) external view returns (bool) {
        CaseId caseId = CaseId.wrap(context);
        Case storage self = _cases[caseId];
        CaseState state = self.state;
        if (state != CaseState.ExpertDraw && state != CaseState.JuryDraw) return false;
        if (drawId == 0 || drawId != self.drawId || block.timestamp > self.deadline) return false;
        bool isParty = account == self.opener || account == self.requester || account == self.respondent
            || account == self.appellant || account == self.expert;
        if (isParty || _isSeated(self.batchId, account)) return false;
        if (state == CaseState.ExpertDraw) return true;
        return _jurors[caseId][account].round == 0 && _credits[account].free >= _jurorStake;
    }

    /// @inheritdoc IDrawConsumer
    function drawn(uint256 drawId, bytes32 context, address[] calldata accounts, uint256[] calldata weights) external {
        require(msg.sender == address(_pool), NotPool(msg.sender));
        CaseId caseId = CaseId.wrap(context);
        Case storage self = _cases.known(caseId);
        bool forExpert = self.state == CaseState.ExpertDraw;
        require(forExpert || self.state == CaseState.JuryDraw, WrongState(caseId, self.state));
        self.requireOpen(caseId);
        bool expected = drawId != 0 && drawId == self.drawId && accounts.length == _seatsOf(self)
            && weights.length == accounts.length;
        require(expected, StaleDraw(caseId, drawId));

        if (forExpert) {
            self.state = CaseState.Expert;
            self.expert = accounts[0];
            emit ExpertDrawn({caseId: caseId, expert: accounts[0], deadline: _setDeadline(self, EXPERT_WINDOW)});
        } else {
            _seat(caseId, self, accounts, weights);
        }
    }

    // ---------------------------------------------------------------- the jury

    /// @inheritdoc IDisputeCourt
    function commitVote(CaseId caseId, bytes32 commitment) external {
        Case storage self = _cases.requireIn(caseId, CaseState.Voting);
        self.requireOpen(caseId);
        Juror storage juror = _requireJuror(caseId, self, msg.sender);
        require(commitment != 0, ZeroHash());
        require(juror.commitment == 0, AlreadyVoted(caseId, msg.sender));

        juror.commitment = commitment;
        emit VoteCommitted({caseId: caseId, juror: msg.sender, commitment: commitment});
    }

    /// @inheritdoc IDisputeCourt
    function revealVote(CaseId caseId, address juror, uint8 verdict, bytes32 salt) external {
        Case storage self = _cases.requireIn(caseId, CaseState.Voting);
        uint256 commitDeadline = self.deadline;
        Cases.requireOver(caseId, commitDeadline);
        uint256 deadline = commitDeadline + REVEAL_WINDOW;
        require(block.timestamp <= deadline, DeadlinePassed(caseId, deadline));
        Juror storage vote = _requireJuror(caseId, self, juror);
        require(!vote.revealed, AlreadyVoted(caseId, juror));
        bytes32 commitment = Votes.hashOf(caseId, self.round, juror, verdict, salt);
        require(vote.commitment == commitment, VoteMismatch(caseId, juror));
        Cases.requireVerdict(caseId, self.kind, self.classes, verdict);

        vote.revealed = true;
        vote.verdict = verdict;
        emit VoteRevealed({caseId: caseId, juror: juror, verdict: verdict});
    }

    /// @inheritdoc IDisputeCourt
    function count(CaseId caseId) external nonReentrant {
        Case storage self = _cases.requireIn(caseId, CaseState.Voting);
        Cases.requireOver(caseId, self.deadline + REVEAL_WINDOW);
        uint256 round = self.round;
        Votes.Poll memory poll = _jurors[caseId].count(_juries[caseId][round]);
        Outcome outcome = poll.isAgreed() ? Outcome.Jury : round == MAX_ROUNDS ? Outcome.Void : Outcome.None;

        if (outcome != Outcome.None) {
            self.state = CaseState.Decided;
            self.outcome = outcome;
            if (outcome == Outcome.Jury) self.verdict = poll.verdict;
            self.deadline = 0;
        }
        emit VotesCounted({
            caseId: caseId,
            round: round,
            drawn: poll.drawn,
            revealed: poll.revealed,
            verdict: poll.verdict,
            weight: poll.weight,
            outcome: outcome
        });
        if (outcome == Outcome.None) _askJury(caseId, self);
    }

    // ---------------------------------------------------------------- the end

    /// @inheritdoc IDisputeCourt
    function finalize(CaseId caseId, address[] calldata annotators, bytes[] calldata labels) external nonReentrant {
        Case storage self = _cases.known(caseId);
        (Outcome outcome, uint8 verdict) = self.ending(caseId);

        self.state = CaseState.Closed;
        self.outcome = outcome;
        self.verdict = verdict;
        self.deadline = 0;
        _divide(caseId, self);

        if (Cases.isOfLabel(self.kind)) {
            if (verdict != self.standing) _overturn(caseId, self, annotators, labels);
        } else if (self.kind == CaseKind.Conduct) {
            // The slasher knows how much a reason may cost.
            address accused = address(uint160(uint256(self.subject)));
            if (verdict == 1) _slash(caseId, self, self.reason, accused, type(uint128).max);
        } else {
            _slasher.decide(SlashId.wrap(self.subject), verdict == 1);
        }
        if (self.stopsSettlement) _market.closeDispute(self.batchId);
    }

    /// @inheritdoc IDisputeCourt
    function multicall(bytes[] calldata calls)
        public
        override(IDisputeCourt, Multicall)
        returns (bytes[] memory results)
    {
        return super.multicall(calls);
    }

    // ---------------------------------------------------------------- preconditions

    function _projectOf(BatchId batchId) private view returns (Project memory) {
        ProjectId projectId = _market.projectIdOfBatch(batchId);
        require(ProjectId.unwrap(projectId) != 0, BatchUnknown(batchId));
        return _market.projectOf(projectId);
    }

    function _isSeated(BatchId batchId, address account) private view returns (bool) {
        return _market.seatOf(batchId, account).state != SeatState.None;
    }

    function _requireOpener(BatchId batchId, address requester) private view {
        bool may = msg.sender == requester || _isSeated(batchId, msg.sender)
            || _skills.levelOf(_auditorSkill, msg.sender) >= AUDITOR_LEVEL;
        require(may, NotParty(batchId, msg.sender));
    }

    /// @dev A juror of the present round.
    function _requireJuror(CaseId caseId, Case storage self, address account)
        private
        view
        returns (Juror storage juror)
    {
        juror = _jurors[caseId][account];
        require(juror.round == self.round, NotJuror(caseId, account));
    }

    // ---------------------------------------------------------------- opening

    function _openItem(
        CaseKind kind,
        BatchId batchId,
        uint256 item,
        uint8 claim,
        bytes32 evidence,
        address[] calldata annotators,
        bytes[] calldata labels
    ) private returns (CaseId caseId) {
        Project memory project = _projectOf(batchId);
        uint8 label = _market.labelOf(batchId, item, annotators, labels);
        if (kind == CaseKind.Label) {
            _requireOpener(batchId, project.requester);
            require(label != LabelBytes.NONE, HasNoLabel(batchId, item));
        } else {
            require(msg.sender == project.requester, NotRequester(batchId, msg.sender));
            require(project.params.escalation == Escalation.Expert, NotByRule(batchId));
            require(label == LabelBytes.NONE, HasLabel(batchId, item, label));
        }

        Case memory fresh;
        fresh.kind = kind;
        fresh.batchId = batchId;
        fresh.subject = bytes32(item);
        fresh.requester = project.requester;
        fresh.respondent = _insurance;
        fresh.evidence = evidence;
        fresh.standing = label;
        fresh.claim = claim;
        fresh.classes = project.params.classes;
        fresh.stopsSettlement = true;
        return _open(fresh);
    }

    /// @dev Stores the case, takes its bond, tells who must wait for it, and asks for its expert.
    function _open(Case memory fresh) private returns (CaseId caseId) {
        caseId = Cases.idOf(fresh.kind, fresh.batchId, fresh.subject);
        require(_cases[caseId].state == CaseState.None, CaseExists(caseId));
        require(fresh.evidence != 0, ZeroHash());
        Cases.requireVerdict(caseId, fresh.kind, fresh.classes, fresh.claim);
        require(fresh.kind == CaseKind.Review || fresh.claim != fresh.standing, SameVerdict(caseId, fresh.claim));
        uint256 openCases = 0;
        if (fresh.kind != CaseKind.SlashAppeal) {
            mapping(bool => uint256) storage counts = _openCases[fresh.batchId];
            bool byRequester = msg.sender == fresh.requester;
            openCases = counts[byRequester] + 1;
            require(openCases <= MAX_OPEN_CASES, TooManyCases(fresh.batchId, openCases - 1));
            counts[byRequester] = openCases;
        }

        fresh.opener = msg.sender;
        fresh.state = CaseState.ExpertDraw;
        fresh.bond = _baseBond;
        fresh.deadline = (block.timestamp + DRAW_WINDOW).toUint40();
        _cases[caseId] = fresh;
        emit CaseOpened({
            caseId: caseId,
            batchId: fresh.batchId,
            opener: msg.sender,
            kind: fresh.kind,
            subject: fresh.subject,
            standing: fresh.standing,
            claim: fresh.claim,
            classes: fresh.classes,
            reason: fresh.reason,
            evidence: fresh.evidence,
            bond: fresh.bond,
            requester: fresh.requester,
            respondent: fresh.respondent,
            stopsSettlement: fresh.stopsSettlement,
            openCases: openCases
        });

        _take(fresh.bond);
        if (fresh.stopsSettlement) _market.openDispute(fresh.batchId);
        if (fresh.kind == CaseKind.SlashAppeal) _slasher.appealed(SlashId.wrap(fresh.subject));
        _ask(caseId, _cases[caseId]);
    }

    // ---------------------------------------------------------------- draws

    /// @dev Asks for the next jury: at most `MAX_ROUNDS` times.
    function _askJury(CaseId caseId, Case storage self) private {
        self.state = CaseState.JuryDraw;
        ++self.round;
        self.drawId = 0;
        _setDeadline(self, DRAW_WINDOW);
        _ask(caseId, self);
    }

    /// @dev A pool that refuses, for want of accounts or of the gas that the caller left it, holds up nothing: `redraw` asks again.
    function _ask(CaseId caseId, Case storage self) private {
        bytes32 poolId = self.state == CaseState.ExpertDraw ? _expertPool : _jurorPool;
        uint256 seats = _seatsOf(self);
        uint256 drawId = 0;
        try _pool.requestDraw(poolId, seats, CaseId.unwrap(caseId)) returns (uint256 asked) {
            drawId = asked;
        } catch {}

        self.drawId = drawId;
        emit DrawAsked({caseId: caseId, round: self.round, count: seats, drawId: drawId, deadline: self.deadline});
    }

    function _seatsOf(Case storage self) private view returns (uint256) {
        return self.state == CaseState.ExpertDraw ? 1 : Votes.sizeOf(self.round);
    }

    function _seat(CaseId caseId, Case storage self, address[] calldata accounts, uint256[] calldata weights) private {
        uint8 round = self.round;
        uint256 sum = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            Juror storage juror = _jurors[caseId][account];
            require(juror.round == 0, StaleDraw(caseId, self.drawId));

            (uint96 stake, uint128 free, uint128 locked) = _credits.lock(account, _jurorStake);
            uint128 weight = weights[i].toUint128();
            juror.weight = weight;
            juror.stake = stake;
            juror.round = round;
            sum += weight;
            emit JurorDrawn({
                caseId: caseId, juror: account, round: round, weight: weight, stake: stake, free: free, locked: locked
            });
        }
        _juries[caseId][round] = accounts;
        self.state = CaseState.Voting;
        emit JurySeated({caseId: caseId, round: round, weight: sum, deadline: _setDeadline(self, VOTE_WINDOW)});
    }

    function _setDeadline(Case storage self, uint256 window) private returns (uint256 deadline) {
        deadline = block.timestamp + window;
        self.deadline = deadline.toUint40();
    }

    // ---------------------------------------------------------------- the end

    /// @dev Credits everybody of a case just closed.
    function _divide(CaseId caseId, Case storage self) private {
        bool openerLost = self.openerLost();
        bool appellantLost = self.appellantLost();
        (uint256 coherent, uint256 forfeited) = _coherence(caseId, self);
        Split memory parts =
            Bonds.split(self.bond, self.appealBond, openerLost, appellantLost, self.ruled, coherent != 0);
        address winner = self.winner(openerLost, appellantLost);
        if (winner == address(0)) {
            parts.toInsurance += parts.toWinner;
            parts.toWinner = 0;
        }
        uint256 share = coherent == 0 ? 0 : (parts.juryFee + forfeited) / coherent;
        uint256 dust = parts.juryFee + forfeited - share * coherent;
        uint256 openCases = 0;
        if (self.kind != CaseKind.SlashAppeal) {
            openCases = --_openCases[self.batchId][self.opener == self.requester];
        }
        emit DisputeResolved({
            caseId: caseId,
            outcome: self.outcome,
            verdict: self.verdict,
            toOpener: parts.toOpener,
            toAppellant: parts.toAppellant,
            winner: winner,
            toWinner: parts.toWinner,
            expertFee: parts.expertFee,
            juryFee: parts.juryFee,
            toInsurance: parts.toInsurance,
            dust: dust,
            openCases: openCases
        });
        _credits.add(caseId, self.opener, parts.toOpener);
        _credits.add(caseId, self.appellant, parts.toAppellant);
        _credits.add(caseId, winner, parts.toWinner);
        _credits.add(caseId, self.expert, parts.expertFee);
        _credits.add(caseId, _insurance, parts.toInsurance + dust);
        _settleJurors(caseId, self, share);
    }

    /// @dev Loops over at most 33 jurors, as `_settleJurors` does.
    /// @return coherent Jurors of all rounds who voted as the case ends.
    /// @return forfeited What the others had locked.
    function _coherence(CaseId caseId, Case storage self) private view returns (uint256 coherent, uint256 forfeited) {
        for (uint256 round = 1; round <= self.round; ++round) {
            address[] storage jury = _juries[caseId][round];
            for (uint256 i = 0; i < jury.length; ++i) {
                Juror storage juror = _jurors[caseId][jury[i]];
                if (_isCoherent(self, juror)) ++coherent;
                else forfeited += juror.stake;
            }
        }
    }

    function _isCoherent(Case storage self, Juror storage juror) private view returns (bool) {
        return juror.revealed && (self.outcome == Outcome.Void || juror.verdict == self.verdict);
    }

    function _settleJurors(CaseId caseId, Case storage self, uint256 share) private {
        for (uint256 round = 1; round <= self.round; ++round) {
            address[] storage jury = _juries[caseId][round];
            for (uint256 i = 0; i < jury.length; ++i) {
                address account = jury[i];
                Juror storage juror = _jurors[caseId][account];
                bool coherent = _isCoherent(self, juror);
                uint96 stake = juror.stake;
                uint256 lost = coherent ? 0 : stake;
                uint256 gained = coherent ? share : 0;
                (uint128 free, uint128 locked) = _credits.release(account, stake, lost, gained);
                emit JurorSettled({
                    caseId: caseId,
                    juror: account,
                    coherent: coherent,
                    lost: lost,
                    gained: gained,
                    free: free,
                    locked: locked
                });
            }
        }
    }

    /// @dev The market verifies panel and labels.
    function _overturn(CaseId caseId, Case storage self, address[] calldata annotators, bytes[] calldata labels)
        private
    {
        BatchId batchId = self.batchId;
        uint256 item = uint256(self.subject);
        uint8 verdict = self.verdict;
        _market.overturn(batchId, item, verdict, annotators, labels);

        bool wasDefended = self.outcome == Outcome.Jury && self.appellant != address(0);
        if (!wasDefended || verdict == LabelBytes.NONE) return;
        uint256 stake = _disputeLostStake(batchId);
        if (stake == 0) return;
        for (uint256 i = 0; i < annotators.length; ++i) {
            bool saidIt = labels[i].length != 0 && uint8(labels[i][item]) == self.standing;
            if (!saidIt || annotators[i] == self.opener) continue;
            _slash(caseId, self, SlashReason.DisputeLost, annotators[i], stake);
        }
    }

    function _disputeLostStake(BatchId batchId) private view returns (uint256) {
        Batch memory batch = _market.batchOf(batchId);
        uint256 seatStake = _market.projectOf(_market.projectIdOfBatch(batchId)).params.stakePerSeat;
        if (batch.flags & BatchFlags.SENIOR != 0) seatStake *= 2;
        uint256 stake = (DISPUTE_LOST_ITEMS * seatStake) / batch.items;
        return stake < seatStake ? stake : seatStake;
    }

    /// @dev One slash per annotator, batch and reason: a second lost label of the batch costs no more.
    function _slash(CaseId caseId, Case storage self, SlashReason reason, address annotator, uint256 stake) private {
        BatchId batchId = self.batchId;
        SlashId slashId = _slasher.slashIdOf(batchId, annotator, reason);
        if (_slasher.slashOf(slashId).state != SlashState.None) return;
        // A jury may have decided against the ruling: what it decided by lies with the case.
        bytes32 evidence = self.outcome == Outcome.Jury ? CaseId.unwrap(caseId) : self.evidence;
        _slasher.openByRuling(reason, batchId, annotator, self.requester, self.opener, stake, evidence);
    }

    /// @dev A token that moves another amount than asked for is refused.
    function _take(uint256 amount) private {
        uint256 received = _token.depositFrom(msg.sender, amount);
        require(received == amount, UnsupportedToken(amount, received));
    }
}
