// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {LabelBytes} from "../../../contracts/libraries/LabelBytes.sol";
import {Draw, vm} from "./Vm.sol";

/// Every row of valid labels passes; of the invalid ones the first invalid label is named.
contract LabelBytesTest {
    address private constant ANNOTATOR = address(0xa11ce);

    function testFuzz_requireValid_takesClassesAndAbstentions(uint256 seed, uint8 classes, uint16 items) public view {
        uint256 limit = Draw.within(classes, 2, 254);
        uint256 length = Draw.within(items, 0, 128);
        this.check(Draw.labels(seed, length, limit, 5), length, limit);
    }

    function testFuzz_requireValid_namesTheFirstInvalidLabel(uint256 seed, uint8 classes, uint16 items, uint8 bad)
        public
    {
        uint256 limit = Draw.within(classes, 2, 253);
        uint256 length = Draw.within(items, 1, 128);
        bytes memory labels = Draw.labels(seed, length, limit, 5);
        uint256 first = Draw.next(seed, 1000) % length;
        labels[first] = bytes1(_invalid(bad, limit));
        uint256 second = Draw.within(Draw.next(seed, 1001), first, length - 1);
        if (second != first) labels[second] = bytes1(_invalid(~bad, limit));
        vm.expectRevert(
            abi.encodeWithSelector(ILabelMarket.InvalidLabel.selector, ANNOTATOR, first, uint8(labels[first]))
        );
        this.check(labels, length, limit);
    }

    function testFuzz_requireValid_refusesNone(uint256 seed, uint8 classes, uint16 items) public {
        uint256 length = Draw.within(items, 1, 128);
        uint256 limit = Draw.within(classes, 2, 254);
        bytes memory labels = Draw.labels(seed, length, limit, 5);
        uint256 place = Draw.next(seed, 1000) % length;
        labels[place] = bytes1(LabelBytes.NONE);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InvalidLabel.selector, ANNOTATOR, place, LabelBytes.NONE));
        this.check(labels, length, limit);
    }

    function testFuzz_requireValid_refusesAnotherLength(uint256 seed, uint16 items, uint16 claimed) public {
        uint256 length = Draw.within(items, 0, 128);
        uint256 other = Draw.within(claimed, 0, 600);
        vm.assume(other != length);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InvalidLabelCount.selector, ANNOTATOR, length, other));
        this.check(Draw.labels(seed, length, 4, 5), other, 4);
    }

    function testFuzz_requireValid_ignoresWhatFollowsTheLabels(uint256 seed, uint16 items, bytes calldata rest)
        public
        view
    {
        uint256 length = Draw.within(items, 0, 40);
        this.checkFirst(bytes.concat(Draw.labels(seed, length, 3, 5), rest), length, 3);
    }

    function testFuzz_requireValid_agreesWithALoop(bytes calldata labels, uint8 classes) public view {
        uint256 limit = Draw.within(classes, 2, 254);
        bool valid = true;
        for (uint256 i = 0; i < labels.length; ++i) {
            valid = valid && (uint8(labels[i]) < limit || uint8(labels[i]) == 0xFE);
        }
        try this.check(labels, labels.length, limit) {
            assert(valid);
        } catch {
            assert(!valid);
        }
    }

    function check(bytes calldata labels, uint256 items, uint256 classes) external pure {
        LabelBytes.requireValid(labels, ANNOTATOR, items, classes);
    }

    function checkFirst(bytes calldata labels, uint256 items, uint256 classes) external pure {
        LabelBytes.requireValid(labels[:items], ANNOTATOR, items, classes);
    }

    /// @dev A class out of range that is no abstention; NONE at times.
    function _invalid(uint8 drawn, uint256 classes) private pure returns (uint8) {
        uint256 label = Draw.within(drawn, classes, 255);
        return label == 0xFE ? 0xFF : uint8(label);
    }
}
