// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IEligibility} from "./interfaces/IEligibility.sol";
import {ILabelMarket} from "./interfaces/ILabelMarket.sol";
import {ISkillRegistry} from "./interfaces/ISkillRegistry.sol";
import {RelayedGrant} from "./libraries/RelayedGrant.sol";
import {ProjectId} from "./types/Ids.sol";
import {Standing} from "./types/Standing.sol";

/// @title SkillRegistry: see `ISkillRegistry`, which is the specification.
/// @dev Calls nobody but the market's views and, for a signature, the issuer's wallet, which cannot write.
contract SkillRegistry is EIP712, ISkillRegistry {
    /// @inheritdoc ISkillRegistry
    bytes32 public constant RELAYED_GRANT_TYPEHASH = RelayedGrant.TYPEHASH;

    /// @inheritdoc ISkillRegistry
    uint256 public constant MAX_LEVEL = 5;

    /// @inheritdoc ISkillRegistry
    uint256 public constant CERTIFICATE_PERIOD = 180 days;

    /// @inheritdoc ISkillRegistry
    uint256 public constant MAX_NAME = 64;

    /// Tiers that certify: 3 and 4, each its own level.
    uint256 private constant LEAST_TIER = 3;
    uint256 private constant GREATEST_TIER = 4;

    /// @inheritdoc ISkillRegistry
    ILabelMarket public immutable market;

    /// @inheritdoc ISkillRegistry
    mapping(bytes32 skill => address) public issuerOf;

    mapping(bytes32 skill => mapping(address account => Holding)) private _holdings;
    mapping(bytes32 skill => mapping(ProjectId projectId => uint16)) private _minBatches;
    mapping(ProjectId projectId => Requirement) private _requirements;

    constructor(ILabelMarket market_) EIP712("SkillRegistry", "1") {
        require(address(market_) != address(0), ZeroAddress());
        market = market_;
    }

    // ---------------------------------------------------------------- views

    /// @inheritdoc ISkillRegistry
    function skillIdOf(address issuer, bytes32 nameHash) public pure returns (bytes32) {
        return keccak256(abi.encode(issuer, nameHash));
    }

    /// @inheritdoc ISkillRegistry
    function levelOf(bytes32 skill, address account) public view returns (uint256) {
        Holding storage holding = _holdings[skill][account];
        return block.timestamp <= holding.expiresAt ? holding.level : 0;
    }

    /// @inheritdoc ISkillRegistry
    function holdingOf(bytes32 skill, address account) external view returns (Holding memory) {
        return _holdings[skill][account];
    }

    /// @inheritdoc ISkillRegistry
    function recognitionOf(bytes32 skill, ProjectId projectId) external view returns (uint256) {
        return _minBatches[skill][projectId];
    }

    /// @inheritdoc ISkillRegistry
    function requirementOf(ProjectId projectId) external view returns (Requirement memory) {
        return _requirements[projectId];
    }

    /// @inheritdoc IEligibility
    function isEligible(ProjectId projectId, address annotator) external view returns (bool) {
        Requirement memory required = _requirements[projectId];
        return required.minLevel != 0 && levelOf(required.skill, annotator) >= required.minLevel;
    }

    // ---------------------------------------------------------------- issuers

    /// @inheritdoc ISkillRegistry
    function createSkill(string calldata name) external returns (bytes32 skill) {
        uint256 length = bytes(name).length;
        require(length != 0 && length <= MAX_NAME, InvalidName(length));
        skill = skillIdOf(msg.sender, keccak256(bytes(name)));
        require(issuerOf[skill] == address(0), SkillExists(skill));

        issuerOf[skill] = msg.sender;
        emit SkillCreated({skill: skill, issuer: msg.sender, name: name});
    }

    /// @inheritdoc ISkillRegistry
    function grant(bytes32 skill, address account, uint256 level, uint256 expiresAt) external {
        _requireIssuer(skill);
        _grant(skill, account, level, expiresAt);
    }

    /// @inheritdoc ISkillRegistry
    function grantFor(
        bytes32 skill,
        address account,
        uint256 level,
        uint256 expiresAt,
        uint256 deadline,
        bytes calldata signature
    ) external {
        address issuer = _requireSkill(skill);
        RelayedGrant.requireSigned(
            _domainSeparatorV4(),
            issuer,
            RelayedGrant.Message({
                skill: skill,
                account: account,
                level: level,
                expiresAt: expiresAt,
                nonce: _holdings[skill][account].nonce,
                deadline: deadline
            }),
            signature
        );
        _grant(skill, account, level, expiresAt);
    }

    /// @inheritdoc ISkillRegistry
    function revoke(bytes32 skill, address account) external {
        _requireIssuer(skill);
        require(account != address(0), ZeroAddress());
        uint32 nonce = _holdings[skill][account].nonce + 1;

        _holdings[skill][account] = Holding({level: 0, expiresAt: 0, nonce: nonce, revoked: true});
        emit SkillRevoked({skill: skill, account: account, nonce: nonce});
    }

    /// @inheritdoc ISkillRegistry
    function recognise(bytes32 skill, ProjectId projectId, uint16 minBatches) external {
        _requireIssuer(skill);
        require(market.projectOf(projectId).requester != address(0), ProjectUnknown(projectId));

        _minBatches[skill][projectId] = minBatches;
        emit ProjectRecognised({skill: skill, projectId: projectId, minBatches: minBatches});
    }

    // ---------------------------------------------------------------- anyone

    /// @inheritdoc ISkillRegistry
    function certify(bytes32 skill, ProjectId projectId, address account) external {
        uint256 needed = _minBatches[skill][projectId];
        require(needed != 0, NotRecognised(skill, projectId));
        Holding storage holding = _holdings[skill][account];
        require(!holding.revoked, SkillIsRevoked(skill, account));
        Standing memory standing = market.standingOf(projectId, account);
        require(standing.batches >= needed, TooFewBatches(projectId, account, standing.batches, needed));
        uint8 level = standing.tier;
        require(level >= LEAST_TIER && level <= GREATEST_TIER, TierTooLow(projectId, account, level));
        // Below 2^40 for the next 34,000 years.
        uint40 expiresAt = uint40(block.timestamp + CERTIFICATE_PERIOD);
        uint256 held = levelOf(skill, account);
        bool raises = level > held || (level == held && expiresAt > holding.expiresAt);
        require(raises, HeldAlready(skill, account, held, holding.expiresAt));

        holding.level = level;
        holding.expiresAt = expiresAt;
        emit SkillCertified({skill: skill, account: account, projectId: projectId, level: level, expiresAt: expiresAt});
    }

    // ---------------------------------------------------------------- requesters

    /// @inheritdoc ISkillRegistry
    function setRequirement(ProjectId projectId, bytes32 skill, uint256 minLevel) external {
        require(market.projectOf(projectId).requester == msg.sender, NotRequester(projectId, msg.sender));
        require(_requirements[projectId].minLevel == 0, RequirementExists(projectId));
        _requireSkill(skill);
        _requireLevel(minLevel);

        // At most `MAX_LEVEL`.
        _requirements[projectId] = Requirement({skill: skill, minLevel: uint8(minLevel)});
        emit RequirementSet({projectId: projectId, skill: skill, minLevel: minLevel});
    }

    // ---------------------------------------------------------------- private

    function _grant(bytes32 skill, address account, uint256 level, uint256 expiresAt) private {
        require(account != address(0), ZeroAddress());
        _requireLevel(level);
        require(expiresAt >= block.timestamp && expiresAt <= type(uint40).max, InvalidExpiry(expiresAt));
        uint32 nonce = _holdings[skill][account].nonce + 1;

        // Level and expiry were checked against their types' bounds.
        _holdings[skill][account] =
            Holding({level: uint8(level), expiresAt: uint40(expiresAt), nonce: nonce, revoked: false});
        emit SkillGranted({skill: skill, account: account, level: level, expiresAt: expiresAt, nonce: nonce});
    }

    function _requireSkill(bytes32 skill) private view returns (address issuer) {
        issuer = issuerOf[skill];
        require(issuer != address(0), SkillUnknown(skill));
    }

    function _requireIssuer(bytes32 skill) private view {
        require(_requireSkill(skill) == msg.sender, NotIssuer(skill, msg.sender));
    }

    function _requireLevel(uint256 level) private pure {
        require(level != 0 && level <= MAX_LEVEL, InvalidLevel(level));
    }
}
