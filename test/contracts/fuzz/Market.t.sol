// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {MarketHandler} from "./MarketHandler.sol";

/// Invariants of the integrated protocol, by their numbers in test/contracts/README.md: one history serves them all.
contract MarketTest {
    MarketHandler private _handler;

    function setUp() public {
        _handler = new MarketHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_protocol() public view {
        _handler.check();
    }
}
