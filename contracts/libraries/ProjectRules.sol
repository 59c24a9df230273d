// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ILabelMarket} from "../interfaces/ILabelMarket.sol";
import {IProtocolParameters} from "../interfaces/IProtocolParameters.sol";
import {Books} from "../types/Books.sol";
import {ProjectId} from "../types/Ids.sol";
import {Project, ProjectParams, Scale, StoredProject, Tiers} from "../types/Project.sol";
import {Terms} from "../types/Terms.sol";
import {LabelBytes} from "./LabelBytes.sol";
import {Projects} from "./Projects.sol";

/// @dev What a requester may define, and the project's rare acts. External: the market has no room for what is done once a project.
library ProjectRules {
    uint256 private constant BPS = 10_000;

    /// @dev A key that another project holds already counts as its id: 2^80 hashes find such a pair, to nobody's harm but the finder's.
    function create(
        Books storage books,
        IProtocolParameters parameters,
        ProjectId projectId,
        ProjectParams calldata params
    ) external {
        require(!parameters.entryPaused(), ILabelMarket.EntryPaused());
        require(address(params.token) != address(0), ILabelMarket.ZeroAddress());
        require(params.rewardPerLabel != 0, ILabelMarket.InvalidReward());
        require(
            params.classes >= 2 && params.classes <= LabelBytes.ABSTAIN, ILabelMarket.InvalidClasses(params.classes)
        );
        uint256 tolerance = params.tolerance;
        bool tolerable = params.scale == Scale.Ordinal ? tolerance < params.classes : tolerance == 0;
        require(tolerable, ILabelMarket.InvalidTolerance(tolerance));
        _requireTiers(params.tiers);
        IProtocolParameters.Bounds memory bounds = parameters.bounds();
        _requireWindows(params, bounds);
        _requireShares(params, bounds);
        StoredProject storage project = books.projects[projectId.key()];
        require(project.requester == address(0), ILabelMarket.ProjectExists(projectId));

        project.requester = msg.sender;
        project.idTail = projectId.tail();
        project.token = params.token;
        project.rewardPerLabel = params.rewardPerLabel;
        project.stakePerSeat = params.stakePerSeat;
        project.classes = params.classes;
        project.scale = params.scale;
        project.tolerance = params.tolerance;
        project.escalation = params.escalation;
        project.commitWindow = params.commitWindow;
        project.revealWindow = params.revealWindow;
        project.goldWindow = params.goldWindow;
        project.disputeWindow = params.disputeWindow;
        project.terms = _pack(params);
        project.eligibility = params.eligibility;
        project.guidelineVersion = 1;
        project.guidelineHash = params.guidelineHash;
        emit ILabelMarket.ProjectCreated({
            projectId: projectId, requester: msg.sender, token: address(params.token), params: params
        });
    }

    /// @return project All zero for an unknown id.
    function read(Books storage books, ProjectId projectId) external view returns (Project memory project) {
        StoredProject storage stored = books.projects[projectId.key()];
        if (stored.idTail != projectId.tail()) return project;
        project.requester = stored.requester;
        project.idTail = stored.idTail;
        project.free = stored.balances.free;
        project.reserved = stored.balances.reserved;
        project.guidelineVersion = stored.guidelineVersion;
        project.isSealed = stored.isSealed;
        ProjectParams memory params = project.params;
        params.token = stored.token;
        params.rewardPerLabel = stored.rewardPerLabel;
        params.stakePerSeat = stored.stakePerSeat;
        params.classes = stored.classes;
        params.scale = stored.scale;
        params.tolerance = stored.tolerance;
        params.escalation = stored.escalation;
        params.commitWindow = stored.commitWindow;
        params.revealWindow = stored.revealWindow;
        params.goldWindow = stored.goldWindow;
        params.disputeWindow = stored.disputeWindow;
        params.eligibility = stored.eligibility;
        params.guidelineHash = stored.guidelineHash;
        _unpack(stored.terms, params);
    }

    function updateGuideline(Books storage books, ProjectId projectId, bytes32 guidelineHash) external {
        StoredProject storage project = Projects.ownedByCaller(books.projects, projectId);
        Projects.requireUnsealed(project, projectId);

        uint32 version = project.guidelineVersion + 1;
        project.guidelineVersion = version;
        project.guidelineHash = guidelineHash;
        emit ILabelMarket.GuidelineUpdated({projectId: projectId, version: version, guidelineHash: guidelineHash});
    }

    function seal(Books storage books, ProjectId projectId, bytes32 labelsRoot, uint256 verified, uint256 contested)
        external
    {
        StoredProject storage project = Projects.ownedByCaller(books.projects, projectId);
        Projects.requireUnsealed(project, projectId);
        uint256 reserved = project.balances.reserved;
        require(reserved == 0, ILabelMarket.ProjectRunning(projectId, reserved));

        project.isSealed = true;
        books.labelsRoots[projectId.key()] = labelsRoot;
        emit ILabelMarket.DatasetSealed({
            projectId: projectId, labelsRoot: labelsRoot, verified: verified, contested: contested
        });
    }

    /// @dev The position that an error names counts thresholds from 0 on, pays from 4 on; probation's pay is 9.
    function _requireTiers(Tiers calldata tiers) private pure {
        uint256 last = 0;
        for (uint256 i = 0; i < 4; ++i) {
            require(tiers.from[i] >= last && tiers.from[i] <= BPS, ILabelMarket.InvalidTiers(i));
            last = tiers.from[i];
        }
        last = 0;
        for (uint256 i = 0; i < 5; ++i) {
            require(tiers.pays[i] >= last && tiers.pays[i] <= BPS, ILabelMarket.InvalidTiers(4 + i));
            last = tiers.pays[i];
        }
        require(tiers.probationPays <= BPS, ILabelMarket.InvalidTiers(9));
    }

    function _requireWindows(ProjectParams calldata params, IProtocolParameters.Bounds memory bounds) private pure {
        _requireWindow(params.commitWindow, bounds.minWindow, bounds.maxWindow);
        _requireWindow(params.revealWindow, bounds.minWindow, bounds.maxWindow);
        if (params.goldBps != 0) _requireWindow(params.goldWindow, bounds.minWindow, bounds.maxWindow);
        _requireWindow(params.disputeWindow, bounds.minDisputeWindow, bounds.maxWindow);
    }

    function _requireWindow(uint256 window, uint256 least, uint256 greatest) private pure {
        require(window >= least && window <= greatest, ILabelMarket.InvalidWindow(window));
    }

    function _requireShares(ProjectParams calldata params, IProtocolParameters.Bounds memory bounds) private pure {
        _requireShare(params.goldBps, params.goldBps == 0 ? 0 : bounds.minGoldBps, BPS);
        _requireShare(params.maxDisagreementBps, 0, BPS);
        uint256 greatest = bounds.maxNoRevealBps < BPS ? bounds.maxNoRevealBps : BPS;
        _requireShare(params.noRevealBps, bounds.minNoRevealBps, greatest);
        _requireShare(params.goldBond, 0, params.goldBps == 0 ? 0 : type(uint16).max);
        _requireShare(params.keeperFee, 0, bounds.maxKeeperFee);
    }

    function _requireShare(uint256 share, uint256 least, uint256 greatest) private pure {
        require(share >= least && share <= greatest, ILabelMarket.InvalidShare(share));
    }

    /// @dev In the order that `Terms` reads them in.
    function _pack(ProjectParams calldata params) private pure returns (Terms) {
        uint256 packed = 0;
        for (uint256 i = 0; i < 4; ++i) {
            packed |= uint256(params.tiers.from[i]) << (16 * i);
        }
        for (uint256 i = 0; i < 5; ++i) {
            packed |= uint256(params.tiers.pays[i]) << (16 * (4 + i));
        }
        packed |= uint256(params.tiers.probationPays) << 144;
        packed |= uint256(params.tiers.probationAnswers) << 160;
        packed |= uint256(params.goldBps) << 176;
        packed |= uint256(params.maxDisagreementBps) << 192;
        packed |= uint256(params.noRevealBps) << 208;
        packed |= uint256(params.goldBond) << 224;
        packed |= uint256(params.keeperFee) << 240;
        return Terms.wrap(packed);
    }

    /// @dev Each is of 16 bits: no cast cuts anything off.
    function _unpack(Terms terms, ProjectParams memory params) private pure {
        for (uint256 i = 0; i < 4; ++i) {
            params.tiers.from[i] = uint16(terms.number(i));
        }
        for (uint256 i = 0; i < 5; ++i) {
            params.tiers.pays[i] = uint16(terms.tierPays(i));
        }
        params.tiers.probationPays = uint16(terms.probationPays());
        params.tiers.probationAnswers = uint16(terms.probationAnswers());
        params.goldBps = uint16(terms.goldBps());
        params.maxDisagreementBps = uint16(terms.maxDisagreementBps());
        params.noRevealBps = uint16(terms.noRevealBps());
        params.goldBond = uint16(terms.goldBond());
        params.keeperFee = uint16(terms.keeperFee());
    }
}
