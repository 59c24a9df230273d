// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Escrow} from "../libraries/Escrow.sol";
import {ProjectId} from "../types/Ids.sol";
import {Balances} from "../types/Project.sol";

/// @dev A batch takes its reserve and gives it back, from any balances that keep the bound.
contract EscrowReserveProof {
    using Escrow for Balances;

    Balances private _escrow;

    function reserve(uint128 free, uint128 reserved, ProjectId projectId, uint256 amount) external {
        _start(free, reserved);
        (uint256 newFree, uint256 newReserved) = _escrow.reserve(projectId, amount);
        // P8: a reservation is at most what was free
        assert(amount <= free);
        // P9: a reservation keeps free + reserved
        assert(uint256(_escrow.free) + _escrow.reserved == uint256(free) + reserved);
        // P10: a reservation raises reserved by exactly the amount
        assert(_escrow.reserved == reserved + amount);
        // P11: a reservation reports both balances that it stores
        assert(newFree == _escrow.free && newReserved == _escrow.reserved);
    }

    function release(uint128 free, uint128 reserved, uint256 amount, uint256 paid) external {
        _start(free, reserved);
        (uint256 newFree, uint256 newReserved) = _escrow.release(amount, paid);
        // P12: a release pays at most what its batch held
        assert(paid <= amount);
        // P13: a release is at most what was reserved
        assert(amount <= reserved);
        // P14: a release lowers free + reserved by exactly what is paid
        assert(uint256(_escrow.free) + _escrow.reserved + paid == uint256(free) + reserved);
        // P15: a release frees exactly what is not paid: reserve = paid + refunded
        assert(_escrow.free == free + (amount - paid));
        // P16: a release reports both balances that it stores
        assert(newFree == _escrow.free && newReserved == _escrow.reserved);
    }

    /// @dev Any state that funding can have led to: P3.
    function _start(uint128 free, uint128 reserved) private {
        require(uint256(free) + reserved <= type(uint128).max);
        _escrow.free = free;
        _escrow.reserved = reserved;
    }
}
