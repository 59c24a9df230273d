// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev A wallet contract that lets its owner's key sign for it (EIP-1271), or answers otherwise where a test says so.
contract OwnedWallet is IERC1271 {
    enum Answer {
        Owner,
        Yes,
        Revert,
        Nothing,
        BurnGas
    }

    address public immutable owner;
    Answer public answer;

    constructor(address owner_) {
        owner = owner_;
    }

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (answer == Answer.Revert) revert("no");
        if (answer == Answer.BurnGas) while (true) {}
        if (answer == Answer.Nothing) {
            assembly {
                return(0, 0)
            }
        }
        bool signed = answer == Answer.Yes || ECDSA.recoverCalldata(hash, signature) == owner;
        return signed ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @dev Calls as the wallet.
    function execute(address target, bytes calldata message) external returns (bytes memory) {
        require(msg.sender == owner);
        (bool ok, bytes memory result) = target.call(message);
        require(ok);
        return result;
    }
}
