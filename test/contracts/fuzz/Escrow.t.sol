// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {ILabelMarket} from "../../../contracts/interfaces/ILabelMarket.sol";
import {Escrow} from "../../../contracts/libraries/Escrow.sol";
import {ProjectId} from "../../../contracts/types/Ids.sol";
import {Balances} from "../../../contracts/types/Project.sol";
import {Draw, vm} from "./Vm.sol";

/// Money moves between two balances and is never made or lost.
contract EscrowTest {
    using Escrow for Balances;

    ProjectId private constant ID = ProjectId.wrap(bytes32(uint256(7)));
    Balances private _project;

    function testFuzz_fund_raisesFreeByTheAmount(uint128 free, uint128 reserved, uint128 amount) public {
        _set(free, reserved);
        (free, reserved) = (_project.free, _project.reserved);
        vm.assume(uint256(free) + reserved + amount <= type(uint128).max);
        assert(_project.fund(amount) == uint256(free) + amount);
        assert(_project.free == free + amount && _project.reserved == reserved);
    }

    function testFuzz_fund_refusesMoreThanFits(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        amount =
            Draw.within(amount, uint256(type(uint128).max) - _project.free - _project.reserved + 1, type(uint256).max);
        try this.fund(amount) {
            assert(false);
        } catch (bytes memory reason) {
            assert(bytes4(reason) == SafeCast.SafeCastOverflowedUintDowncast.selector);
        }
    }

    function testFuzz_refund_takesFromFreeOnly(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        (free, reserved) = (_project.free, _project.reserved);
        amount = Draw.within(amount, 0, free);
        assert(_project.refund(ID, amount) == free - amount);
        assert(_project.free == free - amount && _project.reserved == reserved);
    }

    function testFuzz_refund_refusesMoreThanIsFree(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        amount = Draw.within(amount, uint256(_project.free) + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InsufficientFunds.selector, ID, _project.free, amount));
        this.refund(amount);
    }

    function testFuzz_reserve_movesFromFree(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        (free, reserved) = (_project.free, _project.reserved);
        amount = Draw.within(amount, 0, free);
        (uint256 newFree, uint256 newReserved) = _project.reserve(ID, amount);
        assert(newFree == _project.free && newReserved == _project.reserved);
        assert(newFree == free - amount && newReserved == reserved + amount);
    }

    function testFuzz_reserve_refusesMoreThanIsFree(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        amount = Draw.within(amount, uint256(_project.free) + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(ILabelMarket.InsufficientFunds.selector, ID, _project.free, amount));
        this.reserve(amount);
    }

    function testFuzz_release_paysAndGivesBackTheRest(uint128 free, uint128 reserved, uint256 amount, uint256 paid)
        public
    {
        _set(free, reserved);
        (free, reserved) = (_project.free, _project.reserved);
        amount = Draw.within(amount, 0, reserved);
        paid = Draw.within(paid, 0, amount);
        (uint256 newFree, uint256 newReserved) = _project.release(amount, paid);
        assert(newFree == _project.free && newReserved == _project.reserved);
        assert(newFree + newReserved + paid == uint256(free) + reserved && newReserved == reserved - amount);
    }

    function testFuzz_release_refusesMoreThanIsReserved(uint128 free, uint128 reserved, uint256 amount) public {
        _set(free, reserved);
        vm.assume(_project.reserved != type(uint128).max);
        amount = Draw.within(amount, uint256(_project.reserved) + 1, type(uint128).max);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        this.release(amount, 0);
    }

    function testFuzz_release_refusesToPayMoreThanItHeld(uint128 free, uint128 reserved, uint256 amount, uint256 paid)
        public
    {
        _set(free, reserved);
        amount = Draw.within(amount, 0, _project.reserved);
        paid = Draw.within(paid, amount + 1, type(uint256).max);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        this.release(amount, paid);
    }

    function testFuzz_anyCourseKeepsTheSum(uint256 seed) public {
        uint256 paidIn;
        uint256 paidOut;
        for (uint256 i = 0; i < 20; ++i) {
            uint256 drawn = Draw.next(seed, i);
            uint256 amount = drawn >> 133;
            if (drawn % 4 == 0) {
                _project.fund(amount);
                paidIn += amount;
            } else if (drawn % 4 == 1) {
                amount = Draw.within(amount, 0, _project.free);
                _project.refund(ID, amount);
                paidOut += amount;
            } else if (drawn % 4 == 2) {
                _project.reserve(ID, Draw.within(amount, 0, _project.free));
            } else {
                amount = Draw.within(amount, 0, _project.reserved);
                uint256 paid = Draw.within(drawn, 0, amount);
                _project.release(amount, paid);
                paidOut += paid;
            }
            assert(paidIn == paidOut + _project.free + _project.reserved);
        }
    }

    function fund(uint256 amount) external {
        _project.fund(amount);
    }

    function refund(uint256 amount) external {
        _project.refund(ID, amount);
    }

    function reserve(uint256 amount) external {
        _project.reserve(ID, amount);
    }

    function release(uint256 amount, uint256 paid) external {
        _project.release(amount, paid);
    }

    /// @dev Any two balances that funding can lead to.
    function _set(uint128 free, uint128 reserved) private {
        _project.free = free;
        _project.reserved = uint128(Draw.within(reserved, 0, type(uint128).max - free));
    }
}
