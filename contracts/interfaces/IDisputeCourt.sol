// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Case, CaseId, CaseKind, CaseState, Credit, Juror, Outcome} from "../types/Dispute.sol";
import {BatchId} from "../types/Ids.sol";
import {SlashReason} from "../types/Slash.sol";
import {IDrawConsumer} from "./IDrawConsumer.sol";
import {IDrawPool} from "./IDrawPool.sol";
import {ILabelMarket} from "./ILabelMarket.sol";
import {ISkillRegistry} from "./ISkillRegistry.sol";
import {ISlasher} from "./ISlasher.sol";

/// @title DisputeCourt
/// @notice Decides what the rules cannot: whether a label is wrong, whether a panel member cheated, whether a slash stands. A drawn
/// expert rules first; an appeal takes the case to a jury that commits and reveals its votes.
/// @dev A verdict is one byte: a class or `0xFF` (no label) where a label is asked for; 0 not guilty, 1 guilty of conduct; 0 overturns a
/// slash, 1 upholds it.
///
/// Who wins: the *opener* loses where the final verdict is the one that changes nothing (`Case.standing`), and never in a review. The
/// *appellant* loses where the jury gives the verdict that it appealed. Each bets on its own; both may win (a third label) or lose. Of
/// the losing bonds half goes to the winning party: the appellant where it won, else the opener where it won, else the respondent (the
/// accused; the slash's reporter; for a label the insurance), who defends by default and posts no bond. Nobody wins its own loss: the
/// respondent stands in, or the insurance. The rest pays the deciders and goes to the insurance. Where nobody lost, each bond pays its own level's
/// deciders, the opener's both where there was no appeal.
///
/// What a decider gets is fixed before it decides and the same whatever it says: `FEE_BPS` of the highest bond of its level. A juror's
/// vote for another verdict than the final one, or no vote, costs its juror stake, which the coherent jurors share with the fee. That
/// stake is locked here, from a deposit, and not in the vault: the pool's slot is locked stake already, which `hold` does not find and
/// `slash` would take from under the pool's own books. So the court needs no power over anybody's stake but the slasher's.
///
/// Every balance is the court's: its tokens are the open bonds and all credits, free and locked.
interface IDisputeCourt is IDrawConsumer {
    /// @notice What a court is made of; it never changes.
    struct Setup {
        ILabelMarket market;
        ISlasher slasher;
        IDrawPool pool;
        ISkillRegistry skills;
        /// Of the bonds: the token of the slasher's vault.
        IERC20 token;
        /// Gets what neither parties nor deciders do.
        address insurance;
        bytes32 expertPool;
        bytes32 jurorPool;
        bytes32 auditorSkill;
        /// Bond of a case; an appeal's is twice that.
        uint96 baseBond;
        /// What a juror locks for a case and loses by a wrong or missing vote.
        uint96 jurorStake;
    }

    // ---------------------------------------------------------------- events: cases

    /// @param subject The item's position, the accused's address, or the slash's id.
    /// @param standing The verdict that changes nothing.
    /// @param claim The verdict that the opener wants.
    /// @param evidence The opener's.
    /// @param stopsSettlement Whether the batch waits for this case.
    /// @param openCases Open cases of the batch of the opener's sort afterwards: the requester's, or all others'. Slash appeals do not
    /// count: 0.
    event CaseOpened(
        CaseId indexed caseId,
        BatchId indexed batchId,
        address indexed opener,
        CaseKind kind,
        bytes32 subject,
        uint256 standing,
        uint256 claim,
        uint256 classes,
        SlashReason reason,
        bytes32 evidence,
        uint256 bond,
        address requester,
        address respondent,
        bool stopsSettlement,
        uint256 openCases
    );

    /// @notice The pool was asked for an expert (round 0) or a jury.
    /// @param drawId 0 where the pool refused: `redraw` asks again.
    /// @param deadline Last second in which the draw can be fulfilled.
    event DrawAsked(CaseId indexed caseId, uint256 round, uint256 count, uint256 drawId, uint256 deadline);

    /// @param deadline Last second in which the expert can rule.
    event ExpertDrawn(CaseId indexed caseId, address indexed expert, uint256 deadline);

    /// @param deadline Last second in which the ruling can be appealed.
    event ExpertRuled(
        CaseId indexed caseId, address indexed expert, uint256 verdict, bytes32 justificationHash, uint256 deadline
    );

    /// @notice A party took the ruling to a jury.
    event AppealOpened(CaseId indexed caseId, address indexed appellant, uint256 bond);

    /// @notice Neither draw nor expert came in time: the case goes to a jury, without another bond.
    event CaseEscalated(CaseId indexed caseId);

    /// @param stake What was locked of the juror's credit.
    event JurorDrawn(
        CaseId indexed caseId,
        address indexed juror,
        uint256 round,
        uint256 weight,
        uint256 stake,
        uint256 free,
        uint256 locked
    );

    /// @param deadline Last second in which a vote can be committed; `REVEAL_WINDOW` follows.
    event JurySeated(CaseId indexed caseId, uint256 round, uint256 weight, uint256 deadline);

    event VoteCommitted(CaseId indexed caseId, address indexed juror, bytes32 commitment);

    event VoteRevealed(CaseId indexed caseId, address indexed juror, uint256 verdict);

    /// @param revealed Weight of the votes revealed, of `drawn`.
    /// @param verdict That with the greatest weight.
    /// @param weight Its weight.
    /// @param outcome `Jury`, `Void`, or `None` where another jury follows.
    event VotesCounted(
        CaseId indexed caseId,
        uint256 round,
        uint256 drawn,
        uint256 revealed,
        uint256 verdict,
        uint256 weight,
        Outcome outcome
    );

    /// @param coherent Voted for the final verdict; of a void case: voted.
    /// @param lost Of the juror's locked stake.
    /// @param gained Share of the jury's fee and of what other jurors lost.
    event JurorSettled(
        CaseId indexed caseId,
        address indexed juror,
        bool coherent,
        uint256 lost,
        uint256 gained,
        uint256 free,
        uint256 locked
    );

    /// @notice The case is closed. The bonds are `toOpener + toAppellant + toWinner + expertFee + juryFee + toInsurance`. `Credited` and
    /// `JurorSettled` follow.
    /// @param winner Of the losing bonds' share; the zero address where there is none.
    /// @param juryFee Shared by the coherent jurors.
    /// @param dust What the jurors' shares of the fee and of the forfeited stakes leave over; the insurance's too.
    /// @param openCases As in `CaseOpened`.
    event DisputeResolved(
        CaseId indexed caseId,
        Outcome outcome,
        uint256 verdict,
        uint256 toOpener,
        uint256 toAppellant,
        address winner,
        uint256 toWinner,
        uint256 expertFee,
        uint256 juryFee,
        uint256 toInsurance,
        uint256 dust,
        uint256 openCases
    );

    // ---------------------------------------------------------------- events: credit

    /// @notice A case's money became the account's.
    /// @param free The account's free credit afterwards, as in all events.
    event Credited(CaseId indexed caseId, address indexed account, uint256 amount, uint256 free);

    event Deposited(address indexed account, uint256 amount, uint256 free);

    event Withdrawn(address indexed account, address indexed to, uint256 amount, uint256 free);

    // ---------------------------------------------------------------- errors

    error ZeroAddress();
    error ZeroAmount();
    error ZeroHash();
    error InvalidSetup();
    error UnsupportedToken(uint256 asked, uint256 received);
    error BatchUnknown(BatchId batchId);
    /// @notice The batch is in a state whose labels or seats cannot be disputed.
    error BatchNotTallied(BatchId batchId);
    error CaseUnknown(CaseId caseId);
    error CaseExists(CaseId caseId);
    /// @notice `open` cases of the batch are as many as may be.
    error TooManyCases(BatchId batchId, uint256 open);
    /// @notice Neither requester nor panel member nor auditor; for an appeal, neither requester nor panel member nor opener.
    error NotParty(BatchId batchId, address caller);
    error NotRequester(BatchId batchId, address caller);
    error NotOnPanel(BatchId batchId, address accused);
    error SelfAccusation(BatchId batchId, address accused);
    error NotConduct(SlashReason reason);
    error SlashUnknown(BatchId batchId, address annotator, SlashReason reason);
    /// @notice The item has a label: ask for another by `openLabel`.
    error HasLabel(BatchId batchId, uint256 item, uint256 label);
    /// @notice The item has no label: ask for one by `openReview`.
    error HasNoLabel(BatchId batchId, uint256 item);
    /// @notice The project does not escalate to an expert.
    error NotByRule(BatchId batchId);
    error SameVerdict(CaseId caseId, uint256 verdict);
    error InvalidVerdict(CaseId caseId, uint256 verdict);
    error WrongState(CaseId caseId, CaseState actual);
    error DeadlinePassed(CaseId caseId, uint256 deadline);
    error DeadlineNotPassed(CaseId caseId, uint256 deadline);
    error NotExpert(CaseId caseId, address caller);
    error NotJuror(CaseId caseId, address account);
    error NotPool(address caller);
    /// @notice The draw is not the one that the case waits for, or brings another number of accounts.
    error StaleDraw(CaseId caseId, uint256 drawId);
    error DrawPending(CaseId caseId, uint256 drawId);
    error AlreadyVoted(CaseId caseId, address juror);
    error VoteMismatch(CaseId caseId, address juror);
    error InsufficientCredit(address account, uint256 free, uint256 needed);

    // ---------------------------------------------------------------- constants

    /// @notice keccak256 of `Vote(uint256 chainId,address court,bytes32 caseId,uint256 round,address juror,uint256 verdict,bytes32
    /// salt)` (one space between type and name, none after a comma).
    function VOTE_TYPEHASH() external view returns (bytes32);

    /// @notice Seconds in which a draw can be fulfilled.
    function DRAW_WINDOW() external view returns (uint256);

    /// @notice Seconds that an expert has.
    function EXPERT_WINDOW() external view returns (uint256);

    /// @notice Seconds in which a ruling can be appealed.
    function APPEAL_WINDOW() external view returns (uint256);

    /// @notice Seconds in which a jury commits.
    function VOTE_WINDOW() external view returns (uint256);

    /// @notice Seconds in which a jury reveals.
    function REVEAL_WINDOW() external view returns (uint256);

    /// @notice Juries of a case before it is void: of 7, 11 and 15.
    function MAX_ROUNDS() external view returns (uint256);

    /// @notice Least share of a jury's weight that must be revealed, in bps.
    function QUORUM_BPS() external view returns (uint256);

    /// @notice Least share of the revealed weight that must agree, in bps.
    function AGREEMENT_BPS() external view returns (uint256);

    /// @notice What the deciders of a level get of its bond, in bps. Thrice that (a base bond and an appeal's) is below half of a bond.
    function FEE_BPS() external view returns (uint256);

    /// @notice Most open cases of a batch: for the requester, and once more for all others together, so that it is never shut out.
    function MAX_OPEN_CASES() external view returns (uint256);

    /// @notice Least level of the auditor skill that may open a case.
    function AUDITOR_LEVEL() external view returns (uint256);

    // ---------------------------------------------------------------- views

    function setup() external view returns (Setup memory);

    /// @param subject The item's position, the accused's address, or the slash's id. A label and a review of an item are one case.
    function caseIdOf(CaseKind kind, BatchId batchId, bytes32 subject) external pure returns (CaseId);

    function caseOf(CaseId caseId) external view returns (Case memory);

    function jurorOf(CaseId caseId, address account) external view returns (Juror memory);

    /// @notice The jurors of a round (1..3), in the pool's order.
    function juryOf(CaseId caseId, uint256 round) external view returns (address[] memory);

    function creditOf(address account) external view returns (Credit memory);

    /// @notice Open cases of the batch, slash appeals aside.
    function openCasesOf(BatchId batchId, bool byRequester) external view returns (uint256);

    /// @notice What a juror commits to: bound to the author, so that a copied commitment cannot be revealed.
    /// @param salt At least 128 random bits: the verdicts are few.
    function voteHashOf(CaseId caseId, uint256 round, address juror, uint8 verdict, bytes32 salt)
        external
        view
        returns (bytes32);

    // ---------------------------------------------------------------- credit

    /// @notice Uses the caller's permit for what the next call takes, in one `multicall`. A permit that somebody else has used already
    /// is no failure: its allowance is there.
    function permit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Adds to the caller's free credit. Only who has `jurorStake` free can be drawn as a juror.
    function deposit(uint256 amount) external;

    /// @notice Sends `amount` of the caller's free credit to `to`.
    function withdraw(address to, uint256 amount) external;

    /// @notice Gives the insurance all that is its own, as available stake in the slasher's vault: where its part of slashed stake is,
    /// and with which it collects it. A bare transfer would be a gift that it counts to nobody. Anyone.
    function payInsurance() external returns (uint256 amount);

    // ---------------------------------------------------------------- opening

    /// @notice Asks for another label of an item that has one, within the batch's dispute window. The requester, a panel member or an
    /// auditor, for the base bond.
    /// @param claim A class, or `0xFF` for none.
    /// @param annotators The whole panel, strictly ascending.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    function openLabel(
        BatchId batchId,
        uint256 item,
        uint8 claim,
        bytes32 evidence,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external returns (CaseId caseId);

    /// @notice Asks an expert for the label of an item without consensus, where the project says so. Only the requester, within the
    /// batch's dispute window, for the base bond; whatever the verdict, it gets back all but the fees.
    /// @param annotators As for `openLabel`.
    /// @param labels As for `openLabel`.
    function openReview(
        BatchId batchId,
        uint256 item,
        bytes32 evidence,
        address[] calldata annotators,
        bytes[] calldata labels
    ) external returns (CaseId caseId);

    /// @notice Accuses a panel member of `Spam` or `Collusion`. The requester, another panel member or an auditor, for the base bond.
    /// Within the dispute window the settlement waits for it; later, only stake is at risk.
    function openConduct(BatchId batchId, address accused, SlashReason reason, bytes32 evidence)
        external
        returns (CaseId caseId);

    /// @notice Appeals the caller's own open slash, for the base bond.
    function openSlashAppeal(BatchId batchId, SlashReason reason, bytes32 evidence) external returns (CaseId caseId);

    // ---------------------------------------------------------------- deciding

    /// @notice The drawn expert's ruling: final, unless appealed.
    function rule(CaseId caseId, uint8 verdict, bytes32 justificationHash) external;

    /// @notice Takes the ruling to a jury, for twice the base bond. The requester, a panel member or the opener, once.
    function appeal(CaseId caseId) external;

    /// @notice Sends a case without expert or ruling to a jury after the deadline. Anyone.
    function escalate(CaseId caseId) external;

    /// @notice Asks again for a draw that the pool refused. Anyone, until the draw's deadline.
    function redraw(CaseId caseId) external;

    /// @notice Takes the caller's vote (`voteHashOf`).
    function commitVote(CaseId caseId, bytes32 commitment) external;

    /// @notice Opens a vote. Anyone: the commitment names its author.
    function revealVote(CaseId caseId, address juror, uint8 verdict, bytes32 salt) external;

    /// @notice Counts a jury's votes after its windows. Anyone. Without quorum or agreement a larger jury follows, at most twice.
    function count(CaseId caseId) external;

    /// @notice Closes a case that is decided: unappealed in time, voted, or without a jury at the draw's deadline. Anyone. Tells market
    /// and slasher, and credits all parties.
    ///
    /// A label that a jury overturned after an appeal costs those who said it (but for the opener) `DisputeLost`, once per annotator and
    /// batch: three items' share of a seat's stake, `3 * stakePerSeat / items`, at most the whole of it. A seat's stake backs all of its
    /// items alike, and the reward may be of another token. A verdict of `0xFF` proves nobody wrong. A slash's evidence is
    /// the ruling's justification, or the case's id where a jury decided.
    /// @param annotators The whole panel, strictly ascending, where a label is to be overturned; else empty.
    /// @param labels What each of them revealed; empty for a seat without a reveal.
    function finalize(CaseId caseId, address[] calldata annotators, bytes[] calldata labels) external;

    // ---------------------------------------------------------------- many at once

    /// @notice Several calls of the same sender in one transaction, in order; all are made or none.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);
}
