// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Escrow} from "../libraries/Escrow.sol";
import {ProjectId} from "../types/Ids.sol";
import {Balances} from "../types/Project.sol";

/// @dev Funding and refunds of a project from any balances that keep the bound. See test/contracts/README.md.
contract EscrowProof {
    using Escrow for Balances;

    Balances private _escrow;

    function fund(uint128 free, uint128 reserved, uint256 amount) external {
        _start(free, reserved);
        uint256 result = _escrow.fund(amount);
        // P1: funding raises free by exactly the amount
        assert(_escrow.free == free + amount);
        // P2: funding leaves reserved alone
        assert(_escrow.reserved == reserved);
        // P3: funding keeps free + reserved within 128 bits
        assert(uint256(_escrow.free) + _escrow.reserved <= type(uint128).max);
        // P4: funding reports the free balance that it stores
        assert(result == _escrow.free);
    }

    function refund(uint128 free, uint128 reserved, ProjectId projectId, uint256 amount) external {
        _start(free, reserved);
        _escrow.refund(projectId, amount);
        // P5: a refund is at most what was free
        assert(amount <= free);
        // P6: a refund lowers free by exactly the amount
        assert(_escrow.free + amount == free);
        // P7: a refund never touches what is reserved for batches
        assert(_escrow.reserved == reserved);
    }

    /// @dev Any state that funding can have led to: P3.
    function _start(uint128 free, uint128 reserved) private {
        require(uint256(free) + reserved <= type(uint128).max);
        _escrow.free = free;
        _escrow.reserved = reserved;
    }
}
