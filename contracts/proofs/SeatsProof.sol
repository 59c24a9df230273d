// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Seats} from "../libraries/Seats.sol";
import {Seat, SeatState} from "../types/Batch.sol";
import {BatchId} from "../types/Ids.sol";
import {SlashReason} from "../types/Slash.sol";

/// @dev One seat in any state, with the seat of anybody else beside it.
contract SeatsProof {
    using Seats for mapping(address annotator => Seat);

    mapping(address annotator => Seat) private _seats;

    function commit(
        BatchId batchId,
        address annotator,
        SeatState before,
        bytes32 commitment,
        address other,
        SeatState others
    ) external {
        _seats[other].state = others;
        _seats[annotator].state = before;
        _seats.commit(batchId, annotator, commitment);
        // P46: only an invited seat takes a commitment, hence one (invariant 6)
        assert(before == SeatState.Assigned);
        // P47: a commitment takes the seat out of the invited ones
        assert(_seats[annotator].state == SeatState.Committed);
        // P48: a commitment is never zero
        assert(commitment != 0);
        // P49: a commitment leaves everybody else's seat alone
        assert(other == annotator || _seats[other].state == others);
    }

    function score(address annotator, uint256 agreed, uint256 multiplierBps, address other, SeatState others) external {
        require(agreed <= 512 && multiplierBps <= 10_000);
        _seats[other].state = others;
        _seats.score(annotator, agreed, multiplierBps, 255, SlashReason.None);
        // P50: a tally scores a seat and leaves everybody else's alone
        assert(_seats[annotator].state == SeatState.Scored && (other == annotator || _seats[other].state == others));
    }
}
