// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BatchId} from "../types/Ids.sol";

/// @dev What an annotator commits to, and how a hash is kept in a seat.
library Commitment {
    bytes32 internal constant TYPEHASH = keccak256(
        "Commit(uint256 chainId,address market,bytes32 batchId,address annotator,bytes32 labelsHash,bytes32 payloadRoot,bytes32 salt)"
    );

    /// @dev Bound to the author, this contract and this chain: a copied commitment has no opening that its copier can send.
    function hashOf(BatchId batchId, address annotator, bytes32 labelsHash, bytes32 payloadRoot, bytes32 salt)
        internal
        view
        returns (bytes32)
    {
        return keccak256(
            abi.encode(TYPEHASH, block.chainid, address(this), batchId, annotator, labelsHash, payloadRoot, salt)
        );
    }

    /// @dev A seat is one slot: 25 bytes are left for the hash.
    function cut(bytes32 hash) internal pure returns (bytes25) {
        return bytes25(hash);
    }
}
