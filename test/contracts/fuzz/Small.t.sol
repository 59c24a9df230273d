// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {Commitment} from "../../../contracts/libraries/Commitment.sol";
import {Panel} from "../../../contracts/libraries/Panel.sol";
import {Payout} from "../../../contracts/libraries/Payout.sol";
import {Phase} from "../../../contracts/libraries/Phase.sol";
import {Batch, BatchState} from "../../../contracts/types/Batch.sol";
import {BatchId, ProjectId, ProjectKey} from "../../../contracts/types/Ids.sol";
import {Draw, vm} from "./Vm.sol";

contract IdsTest {
    function testFuzz_keyAndTail_giveTheIdBack(bytes32 word) public pure {
        ProjectId projectId = ProjectId.wrap(word);
        assert(ProjectId.unwrap(projectId.key().id(projectId.tail())) == word);
    }

    function testFuzz_id_givesKeyAndTailBack(bytes20 key, bytes12 tail) public pure {
        ProjectId projectId = ProjectKey.wrap(key).id(tail);
        assert(ProjectKey.unwrap(projectId.key()) == key && projectId.tail() == tail);
    }

    function testFuzz_id_differsWhereEitherPartDoes(bytes32 a, bytes32 b) public pure {
        (ProjectId first, ProjectId second) = (ProjectId.wrap(a), ProjectId.wrap(b));
        bool same = ProjectKey.unwrap(first.key()) == ProjectKey.unwrap(second.key()) && first.tail() == second.tail();
        assert(same == (a == b));
    }
}

contract CommitmentTest {
    BatchId private constant BATCH = BatchId.wrap(bytes32(uint256(1)));

    function testFuzz_hashOf_isTheDocumentedHash(
        bytes32 batchId,
        address annotator,
        bytes32 labels,
        bytes32 root,
        bytes32 salt
    ) public view {
        bytes32 typehash = keccak256(
            "Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)"
        );
        bytes32 expected =
            keccak256(abi.encode(typehash, block.chainid, address(this), batchId, annotator, labels, root, salt));
        assert(Commitment.hashOf(BatchId.wrap(batchId), annotator, labels, root, salt) == expected);
    }

    function testFuzz_hashOf_isBoundToTheAuthor(address a, address b, bytes32 labels, bytes32 salt) public view {
        bool same = Commitment.hashOf(BATCH, a, labels, 0, salt) == Commitment.hashOf(BATCH, b, labels, 0, salt);
        assert(same == (a == b));
    }

    function testFuzz_hashOf_isBoundToTheBatch(bytes32 a, bytes32 b, address annotator, bytes32 salt) public view {
        bytes32 first = Commitment.hashOf(BatchId.wrap(a), annotator, 0, 0, salt);
        assert((first == Commitment.hashOf(BatchId.wrap(b), annotator, 0, 0, salt)) == (a == b));
    }

    function testFuzz_hashOf_isBoundToTheSalt(bytes32 a, bytes32 b, address annotator, bytes32 labels) public view {
        bytes32 first = Commitment.hashOf(BATCH, annotator, labels, 0, a);
        assert((first == Commitment.hashOf(BATCH, annotator, labels, 0, b)) == (a == b));
    }

    function testFuzz_hashOf_tellsLabelsFromPayload(bytes32 a, bytes32 b, address annotator, bytes32 salt) public view {
        bytes32 first = Commitment.hashOf(BATCH, annotator, a, b, salt);
        assert((first == Commitment.hashOf(BATCH, annotator, b, a, salt)) == (a == b));
    }

    function testFuzz_hashOf_isBoundToTheChain(uint64 chain, address annotator, bytes32 labels, bytes32 salt) public {
        uint256 here = block.chainid;
        bytes32 first = Commitment.hashOf(BATCH, annotator, labels, 0, salt);
        uint256 there = Draw.within(chain, 1, type(uint64).max);
        vm.assume(there != here);
        vm.chainId(there);
        assert(Commitment.hashOf(BATCH, annotator, labels, 0, salt) != first);
    }
}

contract PanelTest {
    BatchId private constant BATCH = BatchId.wrap(bytes32(uint256(1)));

    function testFuzz_requireDistinct_takesAscendingPanels(uint256 seed, uint8 seats) public view {
        address[] memory panel = _ascending(seed, Draw.within(seats, 0, 9));
        this.check(panel, panel.length);
    }

    function testFuzz_requireDistinct_agreesWithALoop(address[] calldata panel) public view {
        bool ascends = true;
        address previous = address(0);
        for (uint256 i = 0; i < panel.length; ++i) {
            ascends = ascends && panel[i] > previous;
            previous = panel[i];
        }
        try this.check(panel, panel.length) {
            assert(ascends);
        } catch {
            assert(!ascends);
        }
    }

    function testFuzz_requireDistinct_refusesADouble(uint256 seed, uint8 seats, uint8 place) public {
        address[] memory panel = _ascending(seed, Draw.within(seats, 2, 9));
        uint256 double = Draw.within(place, 1, panel.length - 1);
        panel[double] = panel[double - 1];
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InvalidPanel.selector, BATCH, double));
        this.check(panel, panel.length);
    }

    function testFuzz_requireDistinct_refusesTheZeroAddress(uint256 seed, uint8 seats) public {
        address[] memory panel = _ascending(seed, Draw.within(seats, 1, 9));
        panel[0] = address(0);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InvalidPanel.selector, BATCH, 0));
        this.check(panel, panel.length);
    }

    function testFuzz_requireDistinct_refusesAnotherLength(uint256 seed, uint8 seats, uint256 wanted) public {
        address[] memory panel = _ascending(seed, Draw.within(seats, 0, 9));
        vm.assume(wanted != panel.length);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InvalidPanel.selector, BATCH, panel.length));
        this.check(panel, wanted);
    }

    function testFuzz_requireEntries_wantsOneEach(uint256 seed, uint8 seats, uint8 entries) public {
        address[] memory panel = _ascending(seed, Draw.within(seats, 0, 9));
        uint256 given = Draw.within(entries, 0, 9);
        if (given != panel.length) {
            vm.expectRevert(abi.encodeWithSelector(ILabelMarket.LengthMismatch.selector, panel.length, given));
        }
        this.checkEntries(panel, given);
    }

    function check(address[] calldata panel, uint256 seats) external pure {
        Panel.requireDistinct(panel, BATCH, seats);
    }

    function checkEntries(address[] calldata panel, uint256 entries) external pure {
        Panel.requireEntries(panel, entries);
    }

    function _ascending(uint256 seed, uint256 seats) private pure returns (address[] memory panel) {
        panel = new address[](seats);
        uint160 last;
        for (uint256 i = 0; i < seats; ++i) {
            last += 1 + uint160(Draw.next(seed, i) >> 100);
            panel[i] = address(last);
        }
    }
}

contract PhaseTest {
    using Phase for Batch;

    BatchId private constant BATCH = BatchId.wrap(bytes32(uint256(1)));
    Batch private _batch;

    function testFuzz_open_lastsForTheWindow(uint32 now_, uint32 window, uint8 state) public {
        vm.warp(now_);
        BatchState entered = BatchState(Draw.within(state, 0, uint256(type(BatchState).max)));
        assert(_batch.open(entered, window) == uint256(now_) + window);
        assert(_batch.deadline == uint256(now_) + window && _batch.state == entered);
    }

    function testFuzz_close_waitsForNobody(uint40 deadline, uint8 state) public {
        _batch.deadline = deadline;
        BatchState entered = BatchState(Draw.within(state, 0, uint256(type(BatchState).max)));
        _batch.close(entered);
        assert(_batch.deadline == 0 && _batch.state == entered);
    }

    function testFuzz_openAndOver_neverHoldAtOnce(uint40 now_, uint40 deadline) public {
        vm.warp(now_);
        _batch.deadline = deadline;
        assert(_holds(this.requireOpen) != _holds(this.requireOver));
        assert(_holds(this.requireOpen) == (now_ <= deadline));
    }

    function testFuzz_requireOpen_saysTheDeadline(uint40 now_, uint40 deadline) public {
        deadline = uint40(Draw.within(deadline, 0, type(uint40).max - 1));
        now_ = uint40(Draw.within(now_, uint256(deadline) + 1, type(uint40).max));
        vm.warp(now_);
        _batch.deadline = deadline;
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.DeadlinePassed.selector, BATCH, deadline));
        this.requireOpen();
    }

    function testFuzz_requireOver_saysTheDeadline(uint40 now_, uint40 deadline) public {
        now_ = uint40(Draw.within(now_, 0, deadline));
        vm.warp(now_);
        _batch.deadline = deadline;
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.DeadlineNotPassed.selector, BATCH, deadline));
        this.requireOver();
    }

    function testFuzz_requireState_isTheStateItself(uint8 state, uint8 expected) public {
        _batch.state = BatchState(Draw.within(state, 0, uint256(type(BatchState).max)));
        BatchState wanted = BatchState(Draw.within(expected, 0, uint256(type(BatchState).max)));
        if (_batch.state != wanted) {
            vm.expectRevert(abi.encodeWithSelector(ILabelMarket.WrongState.selector, BATCH, _batch.state));
        }
        this.requireState(wanted);
    }

    function requireOpen() external view {
        _batch.requireOpen(BATCH);
    }

    function requireOver() external view {
        _batch.requireOver(BATCH);
    }

    function requireState(BatchState expected) external view {
        _batch.requireState(BATCH, expected);
    }

    function _holds(function() external view check) private view returns (bool) {
        try check() {
            return true;
        } catch {
            return false;
        }
    }
}

/// A token that answers with the given bytes, or reverts with them.
contract AnsweringToken {
    bytes private _answer;
    bool private _fails;
    address public lastTo;
    uint256 public lastAmount;

    function set(bytes calldata answer, bool fails) external {
        (_answer, _fails) = (answer, fails);
    }

    function transfer(address to, uint256 amount) external {
        (lastTo, lastAmount) = (to, amount);
        bytes memory answer = _answer;
        bool fails = _fails;
        assembly ("memory-safe") {
            if fails { revert(add(answer, 32), mload(answer)) }
            return(add(answer, 32), mload(answer))
        }
    }
}

contract PayoutTest {
    AnsweringToken private immutable _token = new AnsweringToken();

    function testFuzz_tryTransfer_takesNothingOrTrue(bytes calldata answer) public {
        // Storing a long answer is dear, and a transfer gets bounded gas.
        vm.assume(answer.length <= 256);
        _token.set(answer, false);
        bool isTrue = answer.length >= 32 && uint256(bytes32(answer)) == 1;
        assert(Payout.tryTransfer(IERC20(address(_token)), address(1), 1) == (answer.length == 0 || isTrue));
    }

    function testFuzz_tryTransfer_takesTrueAndNoOtherWord(uint256 word, bool one) public {
        if (one) word = 1;
        _token.set(abi.encode(word), false);
        assert(Payout.tryTransfer(IERC20(address(_token)), address(1), 1) == (word == 1));
    }

    function testFuzz_tryTransfer_survivesARevert(bytes calldata answer) public {
        vm.assume(answer.length <= 256);
        _token.set(answer, true);
        assert(!Payout.tryTransfer(IERC20(address(_token)), address(1), 1));
    }

    function testFuzz_tryTransfer_passesItsArguments(address to, uint256 amount) public {
        _token.set("", false);
        assert(Payout.tryTransfer(IERC20(address(_token)), to, amount));
        assert(_token.lastTo() == to && _token.lastAmount() == amount);
    }

    function testFuzz_tryTransfer_failsWhereNoContractIs(address token, uint256 amount) public {
        vm.assume(token.code.length == 0 && uint160(token) > 0x1000);
        assert(!Payout.tryTransfer(IERC20(token), address(1), amount));
    }

    function testFuzz_tryTransfer_wantsTheGas(uint256 gasLimit) public {
        gasLimit = Draw.within(gasLimit, 30_000, Payout.NEEDED_GAS);
        _token.set("", false);
        try this.send{gas: gasLimit}() {
            assert(false);
        } catch (bytes memory reason) {
            assert(bytes4(reason) == ILabelMarket.InsufficientGas.selector);
        }
    }

    function send() external {
        Payout.tryTransfer(IERC20(address(_token)), address(1), 1);
    }
}
