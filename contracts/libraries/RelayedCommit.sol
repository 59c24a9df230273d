// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev An annotator's signed word that anyone may bring its commitment. There is no nonce: a seat takes one commitment, so a second
/// use finds it taken, and another commitment of the annotator's makes the signature worthless.
library RelayedCommit {
    bytes32 internal constant TYPEHASH =
        keccak256("RelayedCommit(bytes32 batchId,address annotator,bytes32 commitment,uint256 deadline)");

    /// @dev Reverts unless the annotator signed and the deadline, its last second included, has not passed. The signed struct names the
    /// annotator: one key may own several wallets, and must not speak for all of them at once.
    /// @param domain The separator of the market on this chain (EIP-712).
    function requireSigned(
        bytes32 domain,
        BatchId batchId,
        address annotator,
        bytes32 commitment,
        uint256 deadline,
        bytes calldata signature
    ) internal view {
        require(block.timestamp <= deadline, ILabelMarket.SignatureExpired(batchId, annotator, deadline));
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, batchId, annotator, commitment, deadline));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, structHash);
        require(_isSignedBy(annotator, digest, signature), ILabelMarket.InvalidSignature(batchId, annotator));
    }

    /// @dev The account's own key first: it decides for an account with delegated code (EIP-7702) too, and where it signed the account
    /// need not be looked at. A wallet contract has no key and answers by EIP-1271.
    function _isSignedBy(address annotator, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == annotator) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(annotator, digest, signature);
    }
}
