// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IDrawConsumer} from "../interfaces/IDrawConsumer.sol";

/// @dev For tests: draws whom the test says, where the court accepts them; and a skill registry.
contract CourtPool {
    struct Draw {
        address consumer;
        bytes32 poolId;
        uint256 count;
        bytes32 context;
    }

    error PoolTooSmall();
    error NotAccepted(address account);

    mapping(uint256 drawId => Draw) public drawOf;
    uint256 public draws;
    bool public isEmpty;
    bool public answersAtOnce;
    mapping(bytes32 skillId => mapping(address account => uint256)) public levelOf;

    function setEmpty(bool isEmpty_) external {
        isEmpty = isEmpty_;
    }

    /// @dev Calls back from within the request.
    function setAnswersAtOnce(bool answersAtOnce_) external {
        answersAtOnce = answersAtOnce_;
    }

    function setLevel(bytes32 skillId, address account, uint256 level) external {
        levelOf[skillId][account] = level;
    }

    function requestDraw(bytes32 poolId, uint256 count, bytes32 context) external returns (uint256 drawId) {
        require(!isEmpty, PoolTooSmall());
        drawId = ++draws;
        drawOf[drawId] = Draw({consumer: msg.sender, poolId: poolId, count: count, context: context});
        if (answersAtOnce) {
            IDrawConsumer(msg.sender).drawn(drawId, context, new address[](count), new uint256[](count));
        }
    }

    function draw(uint256 drawId, address[] calldata accounts, uint256[] calldata weights) external {
        Draw memory asked = drawOf[drawId];
        for (uint256 i = 0; i < accounts.length; ++i) {
            bool accepted = IDrawConsumer(asked.consumer).accepts(drawId, asked.context, accounts[i]);
            require(accepted, NotAccepted(accounts[i]));
        }
        IDrawConsumer(asked.consumer).drawn(drawId, asked.context, accounts, weights);
    }

    /// @dev `draw` that asks for nobody's consent, with any context.
    function force(
        address consumer,
        uint256 drawId,
        bytes32 context,
        address[] calldata accounts,
        uint256[] calldata weights
    ) external {
        IDrawConsumer(consumer).drawn(drawId, context, accounts, weights);
    }
}
