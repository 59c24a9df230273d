// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Rewards} from "../libraries/Rewards.sol";
import {BatchId} from "../types/Ids.sol";

/// @dev Claimable balances: any balances before, any answer of the token.
contract RewardsProof {
    using Rewards for mapping(address annotator => mapping(IERC20 token => uint256));

    mapping(address annotator => mapping(IERC20 token => uint256)) private _rewards;

    function take(address annotator, IERC20 token, uint256 before, address other, uint256 others) external {
        require(other != annotator);
        _rewards[other][token] = others;
        _rewards[annotator][token] = before;
        uint256 amount = _rewards.take(annotator, token);
        // P41: a claim takes the whole claimable balance
        assert(amount == before);
        // P42: a claim takes something
        assert(amount != 0);
        // P43: nothing is claimable twice
        assert(_rewards[annotator][token] == 0);
        // P44: a claim leaves everybody else's balance alone
        assert(_rewards[other][token] == others);
    }

    function pay(BatchId batchId, address[] calldata annotators, IERC20 token, uint256[] memory amounts, uint256 before)
        external
    {
        require(annotators.length == 1 && amounts.length == 1);
        _rewards[annotators[0]][token] = before;
        _rewards.pay(batchId, annotators, token, amounts);
        // P45: a payment never lowers a claimable balance (invariant 10)
        assert(_rewards[annotators[0]][token] >= before);
    }
}
