// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ProjectId} from "../types/Ids.sol";
import {IEligibility} from "./IEligibility.sol";
import {ILabelMarket} from "./ILabelMarket.sol";

/// @title SkillRegistry
/// @notice Qualifications: who holds which skill, at which level (1..5), until when. A skill belongs to whoever created it, its issuer:
/// an allow-list, an examination and a compliance check are skills of different issuers. A project that names this registry as its
/// eligibility hook seats only holders of the skill that its requester required.
/// @dev A level comes to an account in three ways: its issuer grants it, its issuer signed a grant that anyone brings, or anyone
/// certifies it from the account's standing in a project that the issuer recognised. Reputation from any other project counts for
/// nothing, so farming it in a project of one's own is of no use. Each way ends by itself: a level lasts until its expiry, inclusive.
///
/// `revoke` also outdates every signed grant, and bars certification until the issuer grants again.
interface ISkillRegistry is IEligibility {
    /// @dev One storage slot.
    struct Holding {
        /// 0 for none, whatever the expiry.
        uint8 level;
        /// Last second (inclusive) in which the level counts, Unix time.
        uint40 expiresAt;
        /// What a signed grant must name: each word of the issuer's raises it, so that a signature is good for what it saw.
        uint32 nonce;
        /// The issuer took the skill away: standings do not bring it back.
        bool revoked;
    }

    /// @notice What a project asks of its annotators.
    struct Requirement {
        bytes32 skill;
        uint8 minLevel;
    }

    /// @param skill `skillIdOf(issuer, keccak256(bytes(name)))`.
    event SkillCreated(bytes32 indexed skill, address indexed issuer, string name);

    /// @notice The issuer gave a level, itself or by signature.
    event SkillGranted(bytes32 indexed skill, address indexed account, uint256 level, uint256 expiresAt, uint256 nonce);

    /// @notice A standing in a recognised project gave a level.
    event SkillCertified(
        bytes32 indexed skill, address indexed account, ProjectId indexed projectId, uint256 level, uint256 expiresAt
    );

    event SkillRevoked(bytes32 indexed skill, address indexed account, uint256 nonce);

    /// @param minBatches Batches that a standing of the project needs behind it; 0: the project counts no longer.
    event ProjectRecognised(bytes32 indexed skill, ProjectId indexed projectId, uint256 minBatches);

    event RequirementSet(ProjectId indexed projectId, bytes32 indexed skill, uint256 minLevel);

    error ZeroAddress();
    error InvalidName(uint256 length);
    error SkillExists(bytes32 skill);
    error SkillUnknown(bytes32 skill);
    error NotIssuer(bytes32 skill, address caller);
    error InvalidLevel(uint256 level);
    /// @notice The expiry is over already, or beyond 40 bits.
    error InvalidExpiry(uint256 expiresAt);
    /// @notice The last second in which the signature could be used is over.
    error SignatureExpired(bytes32 skill, address account, uint256 deadline);
    /// @notice The issuer did not sign this grant with this deadline and the holding's present nonce, for this registry and chain.
    error InvalidSignature(bytes32 skill, address account);
    error ProjectUnknown(ProjectId projectId);
    error NotRecognised(bytes32 skill, ProjectId projectId);
    error TooFewBatches(ProjectId projectId, address account, uint256 batches, uint256 needed);
    /// @notice Only the tiers 3 and 4 certify, and never probation (255).
    error TierTooLow(ProjectId projectId, address account, uint256 tier);
    error SkillIsRevoked(bytes32 skill, address account);
    /// @notice The account holds a higher level, or this one for longer.
    error HeldAlready(bytes32 skill, address account, uint256 level, uint256 expiresAt);
    error NotRequester(ProjectId projectId, address caller);
    error RequirementExists(ProjectId projectId);

    /// @notice keccak256 of `RelayedGrant(bytes32 skill,address account,uint256 level,uint256 expiresAt,uint256 nonce,uint256
    /// deadline)` (one space between type and name): what an issuer signs for `grantFor` (EIP-712). The domain has the name
    /// `SkillRegistry`, the version `1`, the chain id and this contract.
    function RELAYED_GRANT_TYPEHASH() external view returns (bytes32);

    /// @notice Highest level.
    function MAX_LEVEL() external view returns (uint256);

    /// @notice Seconds that a certified level lasts.
    function CERTIFICATE_PERIOD() external view returns (uint256);

    /// @notice Most bytes in a skill's name.
    function MAX_NAME() external view returns (uint256);

    /// @notice The market whose standings count.
    function market() external view returns (ILabelMarket);

    /// @notice `keccak256(abi.encode(issuer, nameHash))`.
    function skillIdOf(address issuer, bytes32 nameHash) external pure returns (bytes32);

    /// @notice Zero for an unknown skill.
    function issuerOf(bytes32 skill) external view returns (address);

    /// @notice The level that counts now: 0 without one, or once it expired.
    function levelOf(bytes32 skill, address account) external view returns (uint256);

    /// @notice What is stored, expired or not.
    function holdingOf(bytes32 skill, address account) external view returns (Holding memory);

    /// @notice Batches that a standing of the project needs to certify the skill; 0 where the project does not count.
    function recognitionOf(bytes32 skill, ProjectId projectId) external view returns (uint256);

    function requirementOf(ProjectId projectId) external view returns (Requirement memory);

    /// @notice Defines a skill of the caller.
    /// @param name 1..`MAX_NAME` bytes.
    function createSkill(string calldata name) external returns (bytes32 skill);

    /// @notice Gives an account a level in place of what it had. Only the issuer.
    function grant(bytes32 skill, address account, uint256 level, uint256 expiresAt) external;

    /// @notice `grant` signed by the issuer (see `RELAYED_GRANT_TYPEHASH`), whose wallet may be a contract (EIP-1271). Anyone brings it,
    /// once.
    /// @param deadline Last second (inclusive) in which the signature can be used, Unix time.
    function grantFor(
        bytes32 skill,
        address account,
        uint256 level,
        uint256 expiresAt,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Takes the skill away from an account, whether it holds it or not. Only the issuer.
    function revoke(bytes32 skill, address account) external;

    /// @notice Lets standings of the project certify the skill, from `minBatches` batches on; 0 ends it, for certificates to come.
    /// Only the issuer: it answers for the project's gold.
    function recognise(bytes32 skill, ProjectId projectId, uint16 minBatches) external;

    /// @notice Gives an account the level that its standing in a recognised project earns: tier 3 level 3, tier 4 level 4, for
    /// `CERTIFICATE_PERIOD`. Anyone. Raises or renews, never lowers.
    function certify(bytes32 skill, ProjectId projectId, address account) external;

    /// @notice Says, once and for ever, who may take seats in the project. Only its requester. Before, nobody is eligible.
    function setRequirement(ProjectId projectId, bytes32 skill, uint256 minLevel) external;
}
