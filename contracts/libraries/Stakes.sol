// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IStakeVault} from "../interfaces/IStakeVault.sol";
import {Seat} from "../types/Batch.sol";
import {Seats} from "./Seats.sol";

/// @dev The stakes behind a batch's commits.
library Stakes {
    using Seats for mapping(address annotator => Seat);

    /// @dev Frees what the commits locked, and nothing for a seat that never committed.
    /// @param committed How many of the panel did.
    function free(
        IStakeVault vault,
        mapping(address annotator => Seat) storage seats,
        uint256 committed,
        address[] calldata annotators,
        uint256 stake
    ) internal {
        if (stake == 0 || committed == 0) return;
        if (committed == annotators.length) vault.unlockEach(annotators, stake);
        else vault.unlockEach(seats.thatCommitted(annotators, committed), stake);
    }
}
