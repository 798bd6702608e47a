package validate

// rules is the catalogue, in the order of the documentation.
var rules = []*Rule{
	// The file
	&yamlSyntax, &forbiddenCharacter, &emptyFile, &foreignFile, &fileLimit, &secondDocument,
	&duplicateKey, &yamlAnchor, &yamlAlias, &yamlMergeKey, &yamlTag, &yamlComplexKey,

	// The schema
	&unknownKey, &missingKey, &wrongType, &invalidValue,

	// App and version
	&appID, &appName, &singleLine, &versionFormat,

	// Data connector and permissions
	&serviceAccountAlone, &serviceAccountWithoutPermissions, &permissionsWithoutServiceAccount,
	&duplicateAuthentication, &unknownTool, &retiredTool, &toolScope, &levelNotOffered, &directoryAdmin, &adminLevel,
	&manyTools, &permissionPurpose,

	// Embedded components
	&componentDescription, &uuidFormat,

	// Component URLs
	&urlSyntax, &urlHTTPS, &lookalikeHost, &sampleHost, &localHost, &placeholderPath, &urlCredentials, &procoreHost,

	// Parameters and variables
	&tokenSyntax, &unknownVariable, &undeclaredParameter, &unusedParameter, &variablePlace,
	&parameterKey, &duplicateParameter, &parameterType, &parameterDescription, &parameterValue,
	&optionalParameterPlace, &parameterHelpLink, &supportLink, &noContext, &projectOnlyContext,

	// Side panel views
	&unknownView, &retiredView, &duplicateView, &wildcardView, &viewWithoutDetail,

	// Agentic components
	&agenticDistribution, &agenticLimits, &agenticDuplicate, &undeclaredServer, &unusedServer, &promptSignIn,

	// Instructions and notes
	&setupInstructions, &notesMissing, &sampleText, &placeholderText, &cutText, &notesBrief,
	&unsafeHTML,

	// OAuth and secrets
	&secretRule, &redirectURI, &mixedEnvironments,

	// Release notes
	&releaseNotesMissing, &releaseNotesBrief, &releaseNotesRedo,

	// Policy
	&policyHost, &policyLevel, &policyApprover,

	// Versions, compared with a base
	&versionUnchanged, &bumpTooSmall, &versionLowered, &versionReused, &versionJump, &approvalMissing, &oneWayChange,

	// What customers run
	&releaseNotesRepeated, &widenedWithoutPurpose, &purposeOutdated, &firstBelowOne, &manyUnpromoted,

	// Saved versions and approvals
	&eventFormat, &eventIllegal, &eventFuture, &ledgerRewritten, &frozenCopy, &versionClash, &evidenceChanged,
	&approvalFormat, &approvalUnused, &promotionGates, &promotionApprovals, &recordedBy,

	// Suppressions
	&ignoreReason, &ignoreUnknownRule, &ignoreUnused,
}
