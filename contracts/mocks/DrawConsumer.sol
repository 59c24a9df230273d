// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDrawConsumer} from "../interfaces/IDrawConsumer.sol";
import {IDrawPool} from "../interfaces/IDrawPool.sol";

/// @dev How a question about an account is answered.
enum DrawAnswer {
    Yes,
    No,
    Revert,
    BurnGas,
    Short,
    NotBool,
    ReturnBomb
}

/// @dev For tests: has accounts drawn, answers as it is told, and calls back where told to.
contract DrawConsumer is IDrawConsumer {
    error Refused(uint256 drawId);

    IDrawPool public immutable pool;
    DrawAnswer public everyone;
    bool public refusesResult;
    bytes public reentry;
    bytes public answer;
    uint256 public times;
    uint256 public lastDraw;
    bytes32 public lastContext;
    address[] private _accounts;
    uint256[] private _weights;
    mapping(address account => DrawAnswer) public answerOf;

    constructor(IDrawPool pool_) {
        pool = pool_;
    }

    function request(bytes32 poolId, uint256 count, bytes32 context) external returns (uint256) {
        return pool.requestDraw(poolId, count, context);
    }

    function setAnswer(address account, DrawAnswer answer_) external {
        answerOf[account] = answer_;
    }

    function setEveryone(DrawAnswer answer_) external {
        everyone = answer_;
    }

    function setRefusesResult(bool refuses) external {
        refusesResult = refuses;
    }

    /// @dev What it calls the pool with when it is told.
    function arm(bytes calldata message) external {
        reentry = message;
    }

    function accepts(uint256, bytes32, address account) external view returns (bool) {
        DrawAnswer how = everyone == DrawAnswer.Yes ? answerOf[account] : everyone;
        if (how == DrawAnswer.Revert) revert("no");
        if (how == DrawAnswer.BurnGas) while (true) {}
        assembly {
            if eq(how, 4) {
                mstore(0, 1)
                return(31, 1)
            }
            if eq(how, 5) {
                mstore(0, 2)
                return(0, 32)
            }
            if eq(how, 6) { return(0x10000, 20000) }
        }
        return how == DrawAnswer.Yes;
    }

    function drawn(uint256 drawId, bytes32 context, address[] calldata accounts, uint256[] calldata weights) external {
        require(!refusesResult, Refused(drawId));
        (lastDraw, lastContext, _accounts, _weights) = (drawId, context, accounts, weights);
        times++;
        if (reentry.length != 0) (, answer) = address(pool).call(reentry);
    }

    function result() external view returns (address[] memory, uint256[] memory) {
        return (_accounts, _weights);
    }
}
