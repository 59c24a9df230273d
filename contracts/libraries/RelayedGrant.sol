// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {ISkillRegistry} from "../interfaces/ISkillRegistry.sol";

/// @dev An issuer's signed word that an account has a level. The nonce is the holding's: a second use, and any use after another word
/// of the issuer's, finds it raised.
library RelayedGrant {
    bytes32 internal constant TYPEHASH = keccak256(
        "RelayedGrant(bytes32 skill,address account,uint256 level,uint256 expiresAt,uint256 nonce,uint256 deadline)"
    );

    struct Message {
        bytes32 skill;
        address account;
        uint256 level;
        uint256 expiresAt;
        uint256 nonce;
        uint256 deadline;
    }

    /// @dev Reverts unless the issuer signed and the deadline, its last second included, has not passed.
    /// @param domain The separator of the registry on this chain (EIP-712).
    function requireSigned(bytes32 domain, address issuer, Message memory message, bytes calldata signature)
        internal
        view
    {
        require(
            block.timestamp <= message.deadline,
            ISkillRegistry.SignatureExpired(message.skill, message.account, message.deadline)
        );
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, message));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domain, structHash);
        require(_isSignedBy(issuer, digest, signature), ISkillRegistry.InvalidSignature(message.skill, message.account));
    }

    /// @dev A key of the issuer's own comes first, so that an account with delegated code (EIP-7702) can sign by it.
    function _isSignedBy(address issuer, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (problem == ECDSA.RecoverError.NoError && signer == issuer) return true;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(issuer, digest, signature);
    }
}
