// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IDrawPool} from "../interfaces/IDrawPool.sol";

/// @dev Whose the positions of a pool are. A position never moves; one that was left is used again, by a slot that is too young for
/// every draw requested before. An account's slots hang together from the newest to the oldest, so that it leaves some of them in as
/// many steps, and all at once in one.
library Slots {
    using SafeCast for uint256;

    /// @dev How long a slot waits until new draws count it.
    uint256 internal constant ACTIVATION = 1 hours;

    struct State {
        mapping(uint256 position => IDrawPool.Slot) slots;
        mapping(address account => IDrawPool.Member) members;
    }

    /// @dev Positions that were left come first, so that the dead ones are never more than the pool's greatest number of slots alive.
    function take(State storage self, IDrawPool.Pool storage pool, address account, uint256 count)
        internal
        returns (uint256[] memory positions)
    {
        IDrawPool.Member memory member = self.members[account];
        (uint32 length, uint32 free) = (pool.length, pool.free);
        // Below 2^40 for the next 34,000 years.
        uint40 joinedAt = uint40(block.timestamp);
        positions = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 position;
            if (free != 0) {
                position = free - 1;
                free = self.slots[position].previous;
            } else {
                position = length++;
            }
            self.slots[position] = IDrawPool.Slot(account, joinedAt, member.newest, member.generation);
            // At most `length`, which is checked.
            member.newest = uint32(position + 1);
            if (member.oldest == 0) member.oldest = member.newest;
            positions[i] = position;
        }
        if (block.timestamp >= member.joinedAt + ACTIVATION) member.aged = member.slots;
        member.slots = (member.slots + count).toUint32();
        member.joinedAt = joinedAt;
        self.members[account] = member;
        (pool.length, pool.free, pool.live) = (length, free, (pool.live + count).toUint32());
    }

    /// @dev The newest first.
    /// @param count At most the account's slots.
    function release(State storage self, IDrawPool.Pool storage pool, address account, uint256 count)
        internal
        returns (uint256[] memory positions)
    {
        IDrawPool.Member memory member = self.members[account];
        uint32 free = pool.free;
        positions = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 position = member.newest - 1;
            positions[i] = position;
            member.newest = self.slots[position].previous;
            self.slots[position] = IDrawPool.Slot(address(0), 0, free, 0);
            // A position plus one fits 32 bits.
            free = uint32(position + 1);
        }
        // At most the account's slots, hence within 32 bits.
        member.slots -= uint32(count);
        if (member.aged > member.slots) member.aged = member.slots;
        if (member.slots == 0) member.oldest = 0;
        self.members[account] = member;
        (pool.free, pool.live) = (free, pool.live - uint32(count));
    }

    /// @dev All at once, however many: they are of a past generation, and the whole chain of them goes before the free ones.
    function kill(State storage self, IDrawPool.Pool storage pool, address account, uint40 barredUntil)
        internal
        returns (uint256 count)
    {
        IDrawPool.Member memory member = self.members[account];
        count = member.slots;
        if (count != 0) {
            self.slots[member.oldest - 1].previous = pool.free;
            (pool.free, pool.live) = (member.newest, pool.live - member.slots);
            (member.slots, member.newest, member.oldest, member.aged) = (0, 0, 0, 0);
            member.generation++;
        }
        member.barredUntil = barredUntil;
        self.members[account] = member;
    }

    /// @return account Whose slot counts in a draw of this time; zero for a dead or a young one.
    function accountAt(State storage self, uint256 position, uint256 requestedAt)
        internal
        view
        returns (address account)
    {
        IDrawPool.Slot memory slot = self.slots[position];
        if (slot.account == address(0) || slot.joinedAt + ACTIVATION > requestedAt) return address(0);
        if (self.members[slot.account].generation == slot.generation) account = slot.account;
    }

    /// @dev Slots of an account whose stake counts in a draw of this time. Those of its last joining count once they aged; those of an
    /// earlier one that had not aged at the last count no sooner.
    function agedOf(State storage self, address account, uint256 requestedAt) internal view returns (uint256) {
        IDrawPool.Member memory member = self.members[account];
        return requestedAt >= member.joinedAt + ACTIVATION ? member.slots : member.aged;
    }
}
