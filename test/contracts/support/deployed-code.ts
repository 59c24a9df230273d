/**
 * Whether the contracts under test are as they are deployed. The tools that run the tests on altered artifacts, with probes or with
 * faults that can be switched on, make them larger and dearer: bounds of size and gas hold for the deployed code only.
 */
export const isDeployedCode = process.env.LABELPROOF_ARTIFACTS === undefined
