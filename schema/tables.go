// Code generated from the JSON files beside it by go generate; DO NOT EDIT.

package schema

var viewKeys = viewFile{About: "The view keys of side panels. The published list lags behind the portal: for example, the portal offers views of Daily Log that are not in the list. The date of a row is the date of the newest version of the page that contains the row.", Checked: "2026-11", Rows: []View{
	{Key: "commitments.work_order_contracts.detail", Tools: []string{"Commitments", "Commitments Beta", "Contracts"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.work_order_contracts.edit", Tools: []string{"Commitments", "Commitments Beta", "Contracts"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.requisitions.new", Tools: []string{"Commitments"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.requisitions.detail", Tools: []string{"Commitments", "Contracts"}, Action: "detail", Note: "The documentation from 2024-01-29 to 2024-04-19 swapped the pages of .detail and .edit.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.requisitions.edit", Tools: []string{"Commitments"}, Action: "edit", Note: "The documentation from 2024-01-29 to 2024-04-19 swapped the pages of .detail and .edit.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.work_order_contracts.new", Tools: []string{"Commitments", "Commitments Beta", "Contracts"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.commitment_contract_change_orders.new", Tools: []string{"Commitments"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.commitment_contract_change_orders.detail", Tools: []string{"Commitments"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.commitment_contract_change_orders.edit", Tools: []string{"Commitments"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.purchase_order_contracts.detail", Tools: []string{"Commitments", "Contracts"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.purchase_order_contracts.edit", Tools: []string{"Commitments", "Contracts"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.purchase_order_contracts.new", Tools: []string{"Commitments", "Contracts"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "commitments.contracts.list", Tools: []string{"Commitments Beta"}, Action: "list", Note: "The list has this key only under Commitments Beta, in a table without a header row.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.invoices.list", Tools: []string{"Contracts"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.detail", Tools: []string{"Prime Contracts"}, Action: "detail", Note: "There is no prime_contracts.edit: pages that edit a prime contract report prime_contracts.detail.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.new", Tools: []string{"Prime Contracts"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.change_orders.potential_change_orders.new", Tools: []string{"Prime Contracts"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.change_orders.detail", Tools: []string{"Prime Contracts"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.change_orders.potential_change_orders.detail", Tools: []string{"Prime Contracts"}, Action: "detail", Note: "Pages that edit a potential change order also report this key; there is no .edit key.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.payment_applications.new", Tools: []string{"Prime Contracts"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.payment_applications.detail", Tools: []string{"Prime Contracts"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "prime_contracts.payment_applications.edit", Tools: []string{"Prime Contracts"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "change_events.list", Tools: []string{"Change Events"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "change_events.new", Tools: []string{"Change Events"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "change_events.detail", Tools: []string{"Change Events"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "change_events.edit", Tools: []string{"Change Events"}, Action: "edit", Note: "In the documentation from 2023-10-19 to 2025-08-22, the first letter of this key was missing.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "budgeting.budget_changes.list", Tools: []string{"Budget"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "budgeting.list", Tools: []string{"Budget"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "budgeting.detail", Tools: []string{"Budget"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "budgeting.forecasting.detail", Tools: []string{"Budget"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "budgeting.change_history.list", Tools: []string{"Budget"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "submittal_logs.detail", Tools: []string{"Submittal Logs"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "project_directory.vendors.edit", Tools: []string{"Project Directory"}, Action: "edit", Note: "Before 2023-09-27, the key was spelled with venders.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "project_directory.person.edit", Tools: []string{"Project Directory"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "observations.edit", Tools: []string{"Observations"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "observations.list", Tools: []string{"Observations"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "rfi.detail", Tools: []string{"RFIs"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "inspections.detail", Tools: []string{"Inspections"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "correspondence.detail", Tools: []string{"Correspondence"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "schedule.calendar.task.list", Tools: []string{"Schedule"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "schedule.calendar.month.list", Tools: []string{"Schedule"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "schedule.calendar.list", Tools: []string{"Schedule"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "schedule.calendar.lookaheads.list", Tools: []string{"Schedule"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "schedule.calendar.task.detail", Tools: []string{"Schedule"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "incidents.list", Tools: []string{"Incidents"}, Action: "list", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "incidents.new", Tools: []string{"Incidents"}, Action: "new", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "incidents.detail", Tools: []string{"Incidents"}, Action: "detail", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Key: "incidents.edit", Tools: []string{"Incidents"}, Action: "edit", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
}, Retired: []RetiredView{
	{Key: "hange_events.edit", Why: "misprint in the documentation from 2023-10 to 2025-08", Instead: "change_events.edit", Dead: true, Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@a3d65cf", Date: "2025-08-08", Confidence: "documented"}},
	{Key: "ommitments.purchase_order_contracts.new", Why: "misprint in the documentation from 2023-11 to 2024-01", Instead: "commitments.purchase_order_contracts.new", Dead: true, Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@5e4291a", Date: "2023-11-13", Confidence: "documented"}},
	{Key: "chedule.calendar.task.list", Why: "misprint in a draft of the documentation, 2024-01", Instead: "schedule.calendar.task.list", Dead: true, Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@e8da510 (branch)", Date: "2024-01-29", Confidence: "documented"}},
	{Key: "project_directory.venders.edit", Why: "renamed in 2023-09", Instead: "project_directory.vendors.edit", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@8f591cc", Date: "2023-09-27", Confidence: "documented"}},
	{Key: "commitments.purchase_orders.detail", Why: "in an editor template of 2023, never in the list", Instead: "commitments.purchase_order_contracts.detail", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-sidepanel-snippet.png blob e1da2f02", Date: "2023-10-19", Confidence: "seen"}},
	{Key: "commitments.purchase_orders.edit", Why: "in an editor template of 2023, never in the list", Instead: "commitments.purchase_order_contracts.edit", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-sidepanel-snippet.png blob e1da2f02", Date: "2023-10-19", Confidence: "seen"}},
	{Key: "drawing_areas_drawing_log.list", Why: "taken out of the list in 2023-11", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@5e4291a", Date: "2023-11-13", Confidence: "documented"}},
	{Key: "change_events.all", Why: "in an example of 2023; the action all no longer exists", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@ad5dedd", Date: "2023-09-14", Confidence: "documented"}},
	{Key: "specifications.list", Why: "proposed in 2024-08, never in the list", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3 (branch)", Date: "2024-08-06", Confidence: "documented"}},
	{Key: "specifications.edit", Why: "proposed in 2024-08, never in the list", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3 (branch)", Date: "2024-08-06", Confidence: "documented"}},
	{Key: "specifications.detail", Why: "proposed in 2024-08, never in the list", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3 (branch)", Date: "2024-08-06", Confidence: "documented"}},
}}

var permissionTools = toolFile{About: "Tools of the Permissions Builder. Ten keys appear in published manifests of schema 4.1; the others are inferred from names in other sources or from labels. No screenshot of the project tab was ever published, so the list of project tools is less certain. The date of a row is that of its newest source.", Checked: "2026-11", Rows: []Tool{
	{Scope: "company", Keys: []string{"documents"}, KeyStatus: "confirmed", Label: "Documents", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c; procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"home"}, KeyStatus: "confirmed", Label: "Portfolio", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "Schema 3.x spelled the key portfolio.", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"schedule"}, KeyStatus: "confirmed", Label: "Schedule", OtherLabels: []string{"Schedules"}, Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; support.procore.com learning path of project managers, permissions page (stored copy)", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"timecard"}, KeyStatus: "confirmed", Label: "Timecard", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; support.procore.com learning path of project managers, permissions page (stored copy)", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"timesheets"}, KeyStatus: "confirmed", Label: "Timesheets", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"admin"}, KeyStatus: "inferred", Label: "Admin", Levels: Levels{None: "yes", ReadOnly: "no", Standard: "no", Admin: "yes"}, Note: "Read-only and Standard are greyed out in the screenshots of 2023 and 2024; the screenshot of 2021 offers all four levels.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a; procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c; developers.procore.com/reference/rest, Users and Permissions (stored copy)", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"checklists"}, KeyStatus: "inferred", Label: "Checklists", OtherLabels: []string{"Inspections"}, Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "The tool is labelled Inspections in the screenshot of 2021 and Checklists in that of 2023. The REST reference gives the name checklists to the tool titled Inspections.", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c; procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"connection_hub", "connection_manager"}, KeyStatus: "inferred", Label: "Connection Manager", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "The REST reference lists connection_hub as a tool that is always on; we guess that this name means Connection Manager.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"directory"}, KeyStatus: "inferred", Label: "Directory", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "The published key is for the project level only. Procore warns against the Admin level, which reaches every tool and project (procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936).", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c; docs.glean.com (third party, stored copy)", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"account_onboarding"}, KeyStatus: "guessed", Label: "Account Onboarding", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"app_management"}, KeyStatus: "guessed", Label: "App Management", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a; procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"bid_board"}, KeyStatus: "guessed", Label: "Bid Board", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"calendar"}, KeyStatus: "guessed", Label: "Calendar", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "Only the screenshot of 2023 shows this label.", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"concierge"}, KeyStatus: "guessed", Label: "Concierge", Levels: Levels{None: "yes", ReadOnly: "no", Standard: "yes", Admin: "yes"}, Note: "Read-only is greyed out in both screenshots of 2024 and offered in those of 2021 and 2023.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"cost_catalog"}, KeyStatus: "guessed", Label: "Cost Catalog", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a; procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e", Date: "2024-10-29", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"equipment"}, KeyStatus: "guessed", Label: "Equipment", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Note: "One screenshot has two rows with this label, so there are two keys. Neither is published.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"erp_integrations"}, KeyStatus: "guessed", Label: "ERP Integrations", Levels: Levels{None: "yes", ReadOnly: "unknown", Standard: "unknown", Admin: "yes"}, Note: "Integrations with an ERP system need Admin on this tool, and also Admin on the company tools Admin and Directory.", Origin: Origin{Source: "procore/documentation erp_integration/erp_technical_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Scope: "company", Keys: []string{"permissions"}, KeyStatus: "guessed", Label: "Permissions", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2021-11-17", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"planroom"}, KeyStatus: "guessed", Label: "Planroom", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c; support.procore.com learning path of project managers, permissions page (stored copy)", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{}, KeyStatus: "guessed", Label: "Prequalification Portal", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"prequalifications"}, KeyStatus: "guessed", Label: "Prequalifications", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"programs"}, KeyStatus: "guessed", Label: "Programs", Levels: Levels{None: "yes", ReadOnly: "yes", Standard: "yes", Admin: "yes"}, Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob 241c9987", Date: "2024-03-12", Confidence: "seen"}},
	{Scope: "company", Keys: []string{"reports"}, KeyStatus: "guessed", Label: "Reports", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A Procore learning path for project managers names this company tool, but the tool was not seen in the Permissions Builder.", Origin: Origin{Source: "support.procore.com learning path of project managers, permissions page (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "company", Keys: []string{"webhooks_api"}, KeyStatus: "guessed", Label: "Webhooks API", Levels: Levels{None: "yes", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Note: "Standard is needed to create, list, change and delete webhooks and their triggers. The default in the portal is None.", Origin: Origin{Source: "procore/documentation plan_your_app/webhooks.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Scope: "project", Keys: []string{"budgeting"}, KeyStatus: "confirmed", Label: "Budget", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Note: "Schema 3.x spelled the key budget.", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"commitments"}, KeyStatus: "confirmed", Label: "Commitments", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"coordination_issues"}, KeyStatus: "confirmed", Label: "Coordination Issues", Levels: Levels{None: "unknown", ReadOnly: "yes", Standard: "unknown", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"daily_log"}, KeyStatus: "confirmed", Label: "Daily Log", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"directory"}, KeyStatus: "confirmed", Label: "Directory", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba; procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"admin"}, KeyStatus: "inferred", Label: "Admin", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The REST reference lists admin as a tool that is always on.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a; developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"connection_hub"}, KeyStatus: "inferred", Label: "Connection Manager", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The REST reference lists connection_hub as a tool that is always on.", Origin: Origin{Source: "developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"documents"}, KeyStatus: "inferred", Label: "Documents", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The REST reference lists the tool under Project Tools, and a picture in Procore's guides shows it among company and project tools.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a; developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"home"}, KeyStatus: "inferred", Label: "Home", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The REST reference lists home as a tool that is always on.", Origin: Origin{Source: "developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"checklists"}, KeyStatus: "inferred", Label: "Inspections", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The REST reference gives the name checklists to the tool titled Inspections.", Origin: Origin{Source: "developers.procore.com/reference/rest, Project Tools (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"images"}, KeyStatus: "inferred", Label: "Photos", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "We infer that the name images in the REST reference means this tool.", Origin: Origin{Source: "developers.procore.com/reference/rest, Users and Permissions (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"action_plans"}, KeyStatus: "guessed", Label: "Action Plans", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The only source is a picture in Procore's guides that mixes company and project tools.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"bidding"}, KeyStatus: "guessed", Label: "Bidding", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The only source is a picture in Procore's guides that mixes company and project tools.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"change_events"}, KeyStatus: "guessed", Label: "Change Events", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The only source is a picture in Procore's guides that mixes company and project tools.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"change_orders"}, KeyStatus: "guessed", Label: "Change Orders", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{}, KeyStatus: "guessed", Label: "Correspondence", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A configurable tool. It may be impossible to grant access to it.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"crews"}, KeyStatus: "guessed", Label: "Crews", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Origin: Origin{Source: "procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf; procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "seen"}},
	{Scope: "project", Keys: []string{"direct_costs"}, KeyStatus: "guessed", Label: "Direct Costs", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "The only source is a picture in Procore's guides that mixes company and project tools.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob e07dd73a", Date: "2024-04-19", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"drawings", "drawing_log"}, KeyStatus: "guessed", Label: "Drawings", Levels: Levels{None: "unknown", ReadOnly: "yes", Standard: "unknown", Admin: "unknown"}, Note: "A developer reported that they saved and promoted an app with Read-only on this tool.", Origin: Origin{Source: "plan document of a third party (stored copy)", Date: "2026-08", Confidence: "reported"}},
	{Scope: "project", Keys: []string{"emails"}, KeyStatus: "guessed", Label: "Emails", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"forms"}, KeyStatus: "guessed", Label: "Forms", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"incidents"}, KeyStatus: "guessed", Label: "Incidents", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{}, KeyStatus: "guessed", Label: "Invoicing", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"meetings"}, KeyStatus: "guessed", Label: "Meetings", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"observations"}, KeyStatus: "guessed", Label: "Observations", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"prime_contracts"}, KeyStatus: "guessed", Label: "Prime Contracts", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"punch_list", "punchlist"}, KeyStatus: "guessed", Label: "Punch List", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"reports"}, KeyStatus: "guessed", Label: "Reports", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"rfi"}, KeyStatus: "guessed", Label: "RFIs", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"schedule"}, KeyStatus: "guessed", Label: "Schedule", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"specifications"}, KeyStatus: "guessed", Label: "Specifications", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"submittal_log", "submittals"}, KeyStatus: "guessed", Label: "Submittals", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "procore/documentation building_applications/side_panel_view_keys.md@06dad9d", Date: "2026-06-03", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"tasks"}, KeyStatus: "guessed", Label: "Tasks", Levels: Levels{None: "unknown", ReadOnly: "unknown", Standard: "unknown", Admin: "unknown"}, Note: "A project tool of Procore that was not seen in the Permissions Builder.", Origin: Origin{Source: "developers.procore.com/reference/rest, list of modules (stored copy)", Date: "undated", Confidence: "inferred"}},
	{Scope: "project", Keys: []string{"document_management"}, KeyStatus: "guessed", Label: "Document Management", Levels: Levels{None: "yes", ReadOnly: "unknown", Standard: "yes", Admin: "yes"}, Note: "Uploading files also requires a permission group that includes Upload New Files and Submit New Files.", Origin: Origin{Source: "procore/documentation document_management_integration/document_management_intro.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{Scope: "project", Keys: []string{"webhooks_api"}, KeyStatus: "guessed", Label: "Webhooks API", Levels: Levels{None: "yes", ReadOnly: "unknown", Standard: "yes", Admin: "unknown"}, Note: "Standard is needed to create, list, change and delete webhooks and their triggers. The default in the portal is None.", Origin: Origin{Source: "procore/documentation plan_your_app/webhooks.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
}, Aliases: []ToolAlias{
	{Scope: "company", Key: "portfolio", Is: "home", Note: "Schema 3.x spells the key this way. Both screenshots named as the source show the same selection of tools.", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba", Date: "2023-10-19", Confidence: "seen"}},
	{Scope: "project", Key: "budget", Is: "budgeting", Note: "Schema 3.x spells the key this way. Both screenshots named as the source show the same selection of tools.", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob ff3e9407; procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba", Date: "2023-10-19", Confidence: "seen"}},
}}

var levelAliases = file[LevelAlias]{About: "Spellings of access levels that differ from those in a manifest. The portal shows None, Read-only, Standard and Admin. The portal's JSON is known to contain readonly and standard, and to leave out tools to which an app has no access.", Checked: "2026-11", Rows: []LevelAlias{
	{Written: "readonly", Level: "read_only", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-injected-perms.png blob 059c3aba", Date: "2023-10-19", Confidence: "seen"}},
	{Written: "Read-only", Level: "read_only", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Written: "read-only", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Read-Only", Level: "read_only", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-perm-builder-ui.png blob 921cd72e; procore/documentation assets/guides/dmsa-perms-builder.png blob 218d317c", Date: "2023-10-19", Confidence: "seen"}},
	{Written: "Read only", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "read only", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "readOnly", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "ReadOnly", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "READ_ONLY", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Read_Only", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "READONLY", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "read", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "view", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Read Only", Level: "read_only", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Standard", Level: "standard", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Written: "STANDARD", Level: "standard", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Admin", Level: "admin", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Written: "ADMIN", Level: "admin", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "administrator", Level: "admin", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "Administrator", Level: "admin", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "None", Level: "none", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{Written: "none", Level: "none", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "NONE", Level: "none", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "no access", Level: "none", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "no_access", Level: "none", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
	{Written: "off", Level: "none", Origin: Origin{Source: "usual spelling of the label in procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "inferred"}},
}}

var samples = file[Sample]{About: "Texts, addresses and hosts from templates, placeholders and documentation, and hosts that customers cannot reach. App reviewers refuse samples and placeholders (procore/documentation building_applications/building_apps_promote_manifest.md@88b051b). We conclude that private and tunnel hosts do not belong in production.", Checked: "2026-11", Rows: []Sample{
	{Kind: "notes", Value: "you may need to take additional steps in the third-party App's system", Note: "New manifests started with this text, which begins \"For Data Connection Apps\".", Origin: Origin{Source: "procore/documentation best_practices/api_call_sequencing.md@afc2d0a", Date: "2025-03-18", Confidence: "documented"}},
	{Kind: "notes", Value: "Please visit our support site for additional information", Note: "This text is from the template of the schema 4.1 editor.", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "notes", Value: "You may need to contact the developer of this application", Origin: Origin{Source: "procore/documentation assets/guides/form-based-post-install-steps.png blob 70e1afed; procore/documentation assets/guides/app-install-instructions-final.png blob 50ccf001", Date: "2025-08-08", Confidence: "seen"}},
	{Kind: "notes", Value: "These are where the instructions show up for the installer", Origin: Origin{Source: "procore/documentation assets/guides/app-install-instructions.png blob 537c08c0", Date: "2025-08-08", Confidence: "seen"}},
	{Kind: "notes", Value: "these-are-post-installation-setup-notes", Origin: Origin{Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f", Date: "2023-09-27", Confidence: "documented"}},
	{Kind: "page_name", Value: "App Setup Instructions", Note: "New manifests started with this text.", Origin: Origin{Source: "procore/documentation best_practices/api_call_sequencing.md@afc2d0a", Date: "2025-03-18", Confidence: "documented"}},
	{Kind: "page_name", Value: "Our Support Site", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "page_name", Value: "Post installation instruction page", Origin: Origin{Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f", Date: "2023-09-27", Confidence: "documented"}},
	{Kind: "page_name", Value: "Installation Help", Origin: Origin{Source: "procore/documentation assets/guides/form-based-post-install-steps.png blob 70e1afed", Date: "2024-03-12", Confidence: "seen"}},
	{Kind: "page_name", Value: "This is the URL and the Page Name", Origin: Origin{Source: "procore/documentation assets/guides/app-install-instructions-final.png blob 50ccf001; procore/documentation assets/guides/app-install-instructions.png blob 537c08c0", Date: "2025-08-08", Confidence: "seen"}},
	{Kind: "url", Value: "https://support.procore.com/integrations/app-setup-instructions", Note: "New manifests started with this text.", Origin: Origin{Source: "procore/documentation best_practices/api_call_sequencing.md@afc2d0a", Date: "2025-03-18", Confidence: "documented"}},
	{Kind: "url", Value: "https://myprocoreapplication/app-setup-instructions", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "url", Value: "https://example.domain.com/install-page.html", Origin: Origin{Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f", Date: "2023-09-27", Confidence: "documented"}},
	{Kind: "url", Value: "https://example.domain.com/help", Origin: Origin{Source: "procore/documentation assets/guides/form-based-post-install-steps.png blob 70e1afed; procore/documentation assets/guides/app-install-instructions-final.png blob 50ccf001", Date: "2025-08-08", Confidence: "seen"}},
	{Kind: "url", Value: "https://example-post-install-page.com", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-manifest-client-credentials.png blob 5b251247", Date: "2021-11-17", Confidence: "seen"}},
	{Kind: "url", Value: "https://example.com/1234/12", Note: "This is the placeholder of the URL field.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-component-type-url-fields.png blob 5a3f88bf; procore/documentation building_applications/building_embedded_fullscreen_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{Kind: "url", Value: "https://example.domain.com/", Note: "This is the placeholder of the URL field in the beta portal.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-component-url-field.png blob e7eb5309", Date: "2024-03-12", Confidence: "seen"}},
	{Kind: "host", Value: "myprocoreapplication", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "host", Value: "myprocoreapplication.com", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "host", Value: "example-post-install-page.com", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-manifest-client-credentials.png blob 5b251247", Date: "2021-11-17", Confidence: "seen"}},
	{Kind: "host", Value: "my-domain.com", Origin: Origin{Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f", Date: "2023-09-27", Confidence: "documented"}},
	{Kind: "host_suffix", Value: "domain.com", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf", Date: "2025-08-08", Confidence: "documented"}},
	{Kind: "host_suffix", Value: "example.com", Origin: Origin{Source: "RFC 2606, section 3; procore/documentation assets/guides/form-based-component-type-url-fields.png blob 5a3f88bf", Date: "2024-05-15", Confidence: "documented"}},
	{Kind: "host_suffix", Value: "example.net", Origin: Origin{Source: "RFC 2606, section 3", Date: "1999-06", Confidence: "documented"}},
	{Kind: "host_suffix", Value: "example.org", Origin: Origin{Source: "RFC 2606, section 3", Date: "1999-06", Confidence: "documented"}},
	{Kind: "path", Value: "/1234/12", Note: "This is the placeholder of the URL field.", Origin: Origin{Source: "procore/documentation assets/guides/form-based-component-type-url-fields.png blob 5a3f88bf; procore/documentation building_applications/building_embedded_fullscreen_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{Kind: "description", Value: "A Fullscreen Embedded Component", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-fullscreen-snippet.png blob 70d3a3e3", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "description", Value: "A Sidepanel Component", Origin: Origin{Source: "procore/documentation assets/guides/create-new-manifest-v4.1-sidepanel-snippet.png blob e1da2f02", Date: "2023-10-19", Confidence: "seen"}},
	{Kind: "description", Value: "A sample app used for demonstration.", Origin: Origin{Source: "procore/documentation building_applications/building_apps_define_manifest.md@cd1982f", Date: "2023-09-27", Confidence: "documented"}},
	{Kind: "reserved", Value: "test", Origin: Origin{Source: "RFC 2606, section 2; RFC 6761, section 6", Date: "2013-02", Confidence: "documented"}},
	{Kind: "reserved", Value: "example", Origin: Origin{Source: "RFC 2606, section 2; RFC 6761, section 6", Date: "2013-02", Confidence: "documented"}},
	{Kind: "reserved", Value: "invalid", Origin: Origin{Source: "RFC 2606, section 2; RFC 6761, section 6", Date: "2013-02", Confidence: "documented"}},
	{Kind: "private", Value: "localhost", Note: "This host is the computer of the person who opens the app.", Origin: Origin{Source: "RFC 2606, section 2; RFC 6761, section 6.3", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "local", Note: "These names work only in one local network.", Origin: Origin{Source: "RFC 6762, section 3", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "internal", Note: "This name is reserved for private networks.", Origin: Origin{Source: "ICANN Board resolution 2024.07.29.06", Date: "2024-07-29", Confidence: "inferred"}},
	{Kind: "private", Value: "home.arpa", Origin: Origin{Source: "RFC 8375", Date: "2018-05", Confidence: "inferred"}},
	{Kind: "private", Value: "intranet", Origin: Origin{Source: "RFC 6762, appendix G", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "private", Origin: Origin{Source: "RFC 6762, appendix G", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "corp", Origin: Origin{Source: "RFC 6762, appendix G", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "home", Origin: Origin{Source: "RFC 6762, appendix G", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "lan", Origin: Origin{Source: "RFC 6762, appendix G", Date: "2013-02", Confidence: "inferred"}},
	{Kind: "private", Value: "localdomain", Origin: Origin{Source: "usual name of a network without a domain", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ngrok.io", Origin: Origin{Source: "ngrok.com/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ngrok.app", Origin: Origin{Source: "ngrok.com/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ngrok.dev", Origin: Origin{Source: "ngrok.com/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ngrok-free.app", Origin: Origin{Source: "ngrok.com/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ngrok-free.dev", Origin: Origin{Source: "ngrok.com/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "loca.lt", Origin: Origin{Source: "github.com/localtunnel/localtunnel", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "localtunnel.me", Origin: Origin{Source: "github.com/localtunnel/localtunnel", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "pinggy.io", Origin: Origin{Source: "pinggy.io documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "pinggy.link", Origin: Origin{Source: "pinggy.io documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "pinggy.online", Origin: Origin{Source: "pinggy.io documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "bore.pub", Origin: Origin{Source: "github.com/ekzhang/bore README", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "loclx.io", Origin: Origin{Source: "localxpose.io documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "sharedwithexpose.com", Origin: Origin{Source: "expose.dev documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "tunnelto.dev", Origin: Origin{Source: "github.com/agrinman/tunnelto README", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "telebit.io", Origin: Origin{Source: "telebit.cloud documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "lhr.rocks", Origin: Origin{Source: "localhost.run documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "share.zrok.io", Origin: Origin{Source: "docs.zrok.io, public shares", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "playit.gg", Origin: Origin{Source: "playit.gg documentation", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "ts.net", Origin: Origin{Source: "tailscale.com documentation, Tailscale Funnel", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "app.github.dev", Origin: Origin{Source: "docs.github.com, forwarding ports in a codespace", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "trycloudflare.com", Origin: Origin{Source: "developers.cloudflare.com, Quick Tunnels", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "localhost.run", Origin: Origin{Source: "localhost.run/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "lhr.life", Origin: Origin{Source: "localhost.run/docs", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "serveo.net", Origin: Origin{Source: "serveo.net", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "devtunnels.ms", Origin: Origin{Source: "learn.microsoft.com/azure/developer/dev-tunnels", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "pagekite.me", Origin: Origin{Source: "pagekite.net", Date: "undated", Confidence: "inferred"}},
	{Kind: "tunnel", Value: "tunnelmole.net", Origin: Origin{Source: "tunnelmole.com", Date: "undated", Confidence: "inferred"}},
}}

var variables = file[Variable]{About: "Values that Procore itself puts into the URL of a component. All values are percent-encoded before they are inserted.", Checked: "2026-11", Rows: []Variable{
	{Name: "procore.company.id", Meaning: "ID of the company where the app is installed", Places: []string{"query"}, Debated: []string{"path"}, Note: "Until 2026-06, the documentation mentioned query parameters only. The version of 2026-09 (commit 2021591, not on the main branch) has no such limit and allows built-in values in the path.", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf; @2021591", Date: "2026-09", Confidence: "documented"}},
	{Name: "procore.company.name", Meaning: "name of the company where the app is installed, percent-encoded", Places: []string{"query"}, Debated: []string{"path"}, Note: "Until 2026-06, the documentation mentioned query parameters only. The version of 2026-09 (commit 2021591, not on the main branch) has no such limit and allows built-in values in the path.", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf; @2021591", Date: "2026-09", Confidence: "documented"}},
	{Name: "procore.project.id", Meaning: "ID of the project in which the app is open", Places: []string{"query"}, Debated: []string{"path"}, Unset: "at company level, where no project is open; Procore does not publish what is inserted then", Note: "Until 2026-06, the documentation mentioned query parameters only. The version of 2026-09 (commit 2021591, not on the main branch) has no such limit and allows built-in values in the path.", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf; @2021591", Date: "2026-09", Confidence: "documented"}},
	{Name: "procore.project.name", Meaning: "name of the project in which the app is open, percent-encoded", Places: []string{"query"}, Debated: []string{"path"}, Unset: "at company level, where no project is open; Procore does not publish what is inserted then", Note: "Until 2026-06, the documentation mentioned query parameters only. The version of 2026-09 (commit 2021591, not on the main branch) has no such limit and allows built-in values in the path.", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf; @2021591", Date: "2026-09", Confidence: "documented"}},
}}

var environments = file[Environment]{About: "The environments in which Procore runs. Each environment rejects tokens and codes that another environment issued (procore/documentation oauth/oauth_endpoints.md@ff93936).", Checked: "2026-11", Rows: []Environment{
	{ID: "developer_sandbox", Label: "Developer Sandbox", Login: "https://login-sandbox.procore.com", API: "https://sandbox.procore.com", Web: []string{"https://sandbox.procore.com"}, Credentials: "sandbox", Key: "sandbox", Note: "Each app has its own Developer Sandbox, with a company and sample data that are never refreshed. Procore's sample app procore/js-sdk-sample-app signs in at sandbox.procore.com, according to its README.", Origin: Origin{Source: "procore/documentation platform_concepts/development_environments.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "on_demand_sandbox", Label: "On-Demand Sandbox", Login: "https://login.procore.com", API: "https://api.procore.com", Web: []string{"https://app.procore.com"}, Credentials: "production", Key: "production", Note: "A customer can start several On-Demand Sandboxes side by side. Each has its own company ID, and the app is installed in each.", Origin: Origin{Source: "procore/documentation platform_concepts/development_environments.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "monthly_sandbox", Label: "Monthly Sandbox", Login: "https://login-sandbox-monthly.procore.com", API: "https://api-monthly.procore.com", Web: []string{"https://api-sandbox-monthly.procore.com"}, Credentials: "production", Key: "production", Note: "A copy of production. On the first working day of each month (the last published date is 2026-12-01), it is replaced by a copy that is about 24 hours old. Apps that are installed in production are copied too.", Origin: Origin{Source: "procore/documentation platform_concepts/development_environments.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "production", Label: "Production", Login: "https://login.procore.com", API: "https://api.procore.com", Web: []string{"https://app.procore.com", "https://us02.procore.com", "https://uk01.procore.com"}, Credentials: "production", Key: "production", Note: "The web host depends on the customer's region, so a side panel can get messages from any of the three web hosts.", Origin: Origin{Source: "procore/documentation platform_concepts/development_environments.md@ff93936; procore/documentation building_applications/building_side_panel_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "federal", Label: "Federal Zone", Login: "https://login.procoregov.com", API: "https://api.procoregov.com", Web: []string{"https://developers.procoregov.com", "https://marketplace.procoregov.com"}, Credentials: "federal", Key: "federal", Note: "The Federal Zone has no sandboxes. An app needs a separate registration there, with separate credentials and keys. Existing Marketplace partners can register. The web addresses are those of the zone's portal and marketplace; the address of Procore itself is not published.", Origin: Origin{Source: "procore/documentation platform_concepts/federal_zone_overview.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
}}

var portalLabels = file[PortalLabel]{About: "The names of buttons, fields and pages in the two generations of the Developer Portal, and in Procore, where customers install apps. If a label of one generation is not published, the row says so, and the label is inferred from the other generation. No source names the controls that remove a parameter, a component or a view, or the controls that edit a parameter.", Checked: "2026-11", Rows: []PortalLabel{
	{ID: "page_version", Portal: "configuration-builder", Label: "Configuration Builder", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "page_version", Portal: "components", Label: "Create Version", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "page_versions", Portal: "configuration-builder", Label: "Configuration Builder", Note: "App Version Keys, View Manifest and Promote Version are on this page; the Versions page in the same menu only lists versions", Origin: Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "page_versions", Portal: "components", Label: "App Details & Versions", Note: "the documentation says that this tab shows App Information; it does not say on which tab to find keys and promote versions", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "inferred"}},
	{ID: "page_settings", Portal: "configuration-builder", Label: "App Settings", Origin: Origin{Source: "procore/documentation assets/guides/form-based-initial-config-builder.png blob 3ac91e3f", Date: "2024", Confidence: "seen"}},
	{ID: "page_settings", Portal: "components", Label: "App Details & Versions", Note: "Procore does not publish where to change the name", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "inferred"}},
	{ID: "app_name", Portal: "configuration-builder", Label: "App Name", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@e345620", Date: "2026-03-11", Confidence: "documented"}},
	{ID: "app_name", Portal: "components", Label: "App Name", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "page_credentials", Portal: "configuration-builder", Label: "OAuth Credentials", Origin: Origin{Source: "procore/documentation assets/guides/form-based-initial-config-builder.png blob 3ac91e3f", Date: "2024", Confidence: "seen"}},
	{ID: "page_credentials", Portal: "components", Label: "Credentials", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "redirect_uris", Portal: "configuration-builder", Label: "Redirect URI", Note: "one address per line", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "redirect_uris", Portal: "components", Label: "Redirect URI", Note: "one address per line", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "page_collaborators", Portal: "configuration-builder", Label: "Collaborators", Origin: Origin{Source: "procore/documentation assets/guides/form-based-initial-config-builder.png blob 3ac91e3f", Date: "2024", Confidence: "seen"}},
	{ID: "page_collaborators", Portal: "components", Label: "Collaborators", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "page_listing", Portal: "configuration-builder", Label: "Marketplace Listing", Origin: Origin{Source: "procore/documentation assets/guides/form-based-side-panel-add-component.png blob 1464fbc7", Date: "2024", Confidence: "seen"}},
	{ID: "page_listing", Portal: "components", Label: "Marketplace Listing", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation app_marketplace/marketplace_checklist.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "page_health", Portal: "configuration-builder", Label: "Integration Health", Origin: Origin{Source: "procore/documentation api_essentials/integration_health.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "page_health", Portal: "components", Label: "Integration Health", Origin: Origin{Source: "procore/documentation api_essentials/integration_health.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "view_manifest", Portal: "configuration-builder", Label: "View Manifest", Origin: Origin{Source: "procore/documentation assets/guides/form-based-promote.png blob ee59ed51", Date: "2024", Confidence: "seen"}},
	{ID: "view_manifest", Portal: "components", Label: "View Manifest", Note: "seen in the earlier portal only", Origin: Origin{Source: "procore/documentation assets/guides/form-based-promote.png blob ee59ed51", Date: "2024", Confidence: "inferred"}},
	{ID: "connector_section", Portal: "configuration-builder", Label: "Data Connector Components", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "connector_section", Portal: "components", Label: "Data Connector", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "embedded_section", Portal: "configuration-builder", Label: "Embedded Components", Note: "the documentation of full screen apps calls this section Components", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "embedded_section", Portal: "components", Label: "Embedded", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "add_connector", Portal: "configuration-builder", Label: "Add Components", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "add_embedded", Portal: "configuration-builder", Label: "Add Component", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "edit_components", Portal: "components", Label: "Edit Components", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "components_list", Portal: "components", Label: "Components", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "save_selection", Portal: "components", Label: "Save", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "manage", Portal: "components", Label: "Manage", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "type", Portal: "configuration-builder", Label: "Type", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "user_level", Portal: "configuration-builder", Label: "User Level Authentication", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "user_level", Portal: "components", Label: "User Level Authentication", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "service_account", Portal: "configuration-builder", Label: "Service Account Authentication", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "service_account", Portal: "components", Label: "Service Account Authentication", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "full_screen", Portal: "configuration-builder", Label: "Full Screen", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_fullscreen_apps.md@2230b8b", Date: "2024-05-23", Confidence: "documented"}},
	{ID: "full_screen", Portal: "components", Label: "Full Screen", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "side_panel", Portal: "configuration-builder", Label: "Side Panel", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "side_panel", Portal: "components", Label: "Side Panel", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "agentic_section", Portal: "components", Label: "Agentic", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "mcps", Portal: "components", Label: "MCPs", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "agents", Portal: "components", Label: "Agents", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "add_mcp", Portal: "components", Label: "Add MCP", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "add_agent", Portal: "components", Label: "Add Agent", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "mcp_name", Portal: "components", Label: "Name", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "mcp_url", Portal: "components", Label: "Server URL", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "agent_name", Portal: "components", Label: "Name", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "agent_description", Portal: "components", Label: "Description", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "system_prompt", Portal: "components", Label: "System Prompt", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "custom_prompt", Portal: "components", Label: "Custom Prompt", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "planning_prompt", Portal: "components", Label: "Planning Prompt", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "agent_servers", Portal: "components", Label: "Connected MCP Servers", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "agent_tools", Portal: "components", Label: "Tools", Origin: Origin{Source: "procore/documentation building_applications/building_agentic_apps.md@054b1fe", Date: "2026-09", Confidence: "documented"}},
	{ID: "save_component", Portal: "configuration-builder", Label: "Save Component", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_fullscreen_apps.md@2230b8b", Date: "2024-05-23", Confidence: "documented"}},
	{ID: "save_component", Portal: "components", Label: "Save Configuration", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "no_config", Portal: "components", Label: "No Config. Needed", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "not_configured", Portal: "components", Label: "Not Configured", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "description", Portal: "configuration-builder", Label: "Description", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "description", Portal: "components", Label: "Description", Note: "the newest documentation does not name this field; skip it if the form does not have it", Origin: Origin{Source: "procore/documentation assets/guides/form-based-component-type-url-fields.png blob 5a3f88bf", Date: "2024", Confidence: "inferred"}},
	{ID: "url", Portal: "configuration-builder", Label: "URL", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "url", Portal: "components", Label: "External URL", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "views", Portal: "configuration-builder", Label: "Side Panel Views", Note: "pick views from a list; you cannot type them", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "views", Portal: "components", Label: "Supported Side Panel Views", Note: "expand the group of the tool and tick the page; you cannot type views", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "parameters", Portal: "configuration-builder", Label: "Parameter Interpolation", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "parameters", Portal: "components", Label: "Dynamic URL Parameters", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "add_parameter", Portal: "configuration-builder", Label: "Add Parameter", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "add_parameter", Portal: "components", Label: "Add Parameter", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "save_parameter", Portal: "configuration-builder", Label: "Save Parameter", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "parameter_name", Portal: "configuration-builder", Label: "Name", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "parameter_name", Portal: "components", Label: "Name", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "parameter_key", Portal: "configuration-builder", Label: "Key", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "parameter_key", Portal: "components", Label: "Key", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "parameter_description", Portal: "configuration-builder", Label: "Description", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "parameter_description", Portal: "components", Label: "Description", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "parameter_required", Portal: "configuration-builder", Label: "Required", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@12666d3", Date: "2024-08-06", Confidence: "documented"}},
	{ID: "parameter_required", Portal: "components", Label: "Required", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@2021591", Date: "2026-09", Confidence: "documented"}},
	{ID: "permissions", Portal: "configuration-builder", Label: "Permissions Builder", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "permissions", Portal: "components", Label: "Permissions", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "company_tab", Portal: "configuration-builder", Label: "Company Level", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{ID: "company_tab", Portal: "components", Label: "Company Level", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "project_tab", Portal: "configuration-builder", Label: "Project Level", Origin: Origin{Source: "procore/documentation assets/guides/form-based-manifest-dmsa-perms-builder.png blob f0c0908a", Date: "2024-10-29", Confidence: "seen"}},
	{ID: "project_tab", Portal: "components", Label: "Project Level", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "instructions_section", Portal: "configuration-builder", Label: "Instructions and Post-Installation Notes", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "instructions_section", Portal: "components", Label: "Instructions and Post-Installation Notes", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "instructions_url", Portal: "configuration-builder", Label: "Instructions URL", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "instructions_url", Portal: "components", Label: "Instructions URL", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "instructions_name", Portal: "configuration-builder", Label: "Instructions Page Name", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "instructions_name", Portal: "components", Label: "Instructions Page Name", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "notes", Portal: "configuration-builder", Label: "Post-Installation Notes", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "documented"}},
	{ID: "notes", Portal: "components", Label: "Post-Installation Notes", Note: "also called Notes and Post-Installation Instructions", Origin: Origin{Source: "procore/documentation _includes/setup_instructions.md@b19840b", Date: "2025-08-19", Confidence: "inferred"}},
	{ID: "create_version", Portal: "configuration-builder", Label: "Create Version", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "create_version", Portal: "components", Label: "Create Version", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "save_version", Portal: "configuration-builder", Label: "Save Version", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "save_version", Portal: "components", Label: "Save Version", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "documented"}},
	{ID: "version_number", Portal: "configuration-builder", Label: "Enter Version Number", Note: "seen in the earlier portal", Origin: Origin{Source: "procore/documentation assets/guides/create-new-version-semantic.png blob 5ebe53a7; procore/documentation assets/guides/create-new-manifest-v4.1-install-instructions.png blob 932e011a", Date: "2023-10-19", Confidence: "inferred"}},
	{ID: "version_number", Portal: "components", Label: "Version number", Note: "the portal suggests a number; if it differs from the value given here, replace it", Origin: Origin{Source: "procore/documentation building_applications/building_embedded_apps.md@054b1fe", Date: "undated", Confidence: "inferred"}},
	{ID: "create", Portal: "configuration-builder", Label: "Create", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "ready", Portal: "configuration-builder", Label: "Ready for Testing", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "ready", Portal: "components", Label: "Ready for Testing", Note: "the documentation of the newer portal does not name this state", Origin: Origin{Source: "procore/documentation building_applications/building_data_connection_apps.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "sandbox_key", Portal: "configuration-builder", Label: "Sandbox App Version Key", Origin: Origin{Source: "procore/documentation building_applications/building_apps_sandbox_install.md@6b66fc7", Date: "2025-09-15", Confidence: "documented"}},
	{ID: "sandbox_key", Portal: "components", Label: "Sandbox App Version Key", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "production_key", Portal: "configuration-builder", Label: "Production App Version Key", Origin: Origin{Source: "procore/documentation platform_concepts/development_environments.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "production_key", Portal: "components", Label: "Production App Version Key", Origin: Origin{Source: "procore/documentation building_applications/install_version_sandbox.md@4ecba28", Date: "undated", Confidence: "documented"}},
	{ID: "promote_version", Portal: "configuration-builder", Label: "Promote Version", Origin: Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "promote_version", Portal: "components", Label: "Promote Version", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "release_notes", Portal: "configuration-builder", Label: "Release Notes", Origin: Origin{Source: "procore/documentation assets/guides/promote-manifest-confirm.png blob f6282487", Date: "2024", Confidence: "seen"}},
	{ID: "release_notes", Portal: "components", Label: "Release Notes", Note: "seen in an earlier portal", Origin: Origin{Source: "procore/documentation assets/guides/promote-manifest-confirm.png blob f6282487", Date: "2024", Confidence: "inferred"}},
	{ID: "promote", Portal: "configuration-builder", Label: "Promote", Origin: Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "promote", Portal: "components", Label: "Promote", Note: "only some steps of the newer portal are published", Origin: Origin{Source: "procore/documentation building_applications/building_apps_promote_manifest.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "verified", Portal: "configuration-builder", Label: "Become a Verified Developer", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "verified", Portal: "components", Label: "Become a Verified Developer", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "request_access", Portal: "configuration-builder", Label: "Request Production Credential Access", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "request_access", Portal: "components", Label: "Request Production Credential Access", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "submit_review", Portal: "configuration-builder", Label: "Submit for Review", Origin: Origin{Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b", Date: "2023-04-17", Confidence: "documented"}},
	{ID: "submit_review", Portal: "components", Label: "Submit for Review", Note: "the documentation of the newer portal does not name this button", Origin: Origin{Source: "procore/documentation app_marketplace/update_your_marketplace_app.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "withdraw_review", Portal: "configuration-builder", Label: "Withdraw from Review", Origin: Origin{Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b", Date: "2023-04-17", Confidence: "documented"}},
	{ID: "withdraw_review", Portal: "components", Label: "Withdraw from Review", Note: "the documentation of the newer portal does not name this button", Origin: Origin{Source: "procore/documentation building_applications/building_apps_review_manifest.md@88b051b", Date: "2023-04-17", Confidence: "inferred"}},
	{ID: "credentials_dialog", Portal: "configuration-builder", Label: "Your Production Credentials", Note: "in a dialog after the first promotion; the dialog shows the secret only once", Origin: Origin{Source: "procore/documentation assets/guides/prod-creds.png blob d904d088", Date: "2023-04-17", Confidence: "seen"}},
	{ID: "close", Portal: "configuration-builder", Label: "Close", Origin: Origin{Source: "procore/documentation assets/guides/prod-creds.png blob d904d088", Date: "2023-04-17", Confidence: "seen"}},
	{ID: "grant_type", Portal: "configuration-builder", Label: "App is set to Authorization Code Grant Type", Note: "a line in the credentials panels, not a setting", Origin: Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e", Date: "2024", Confidence: "seen"}},
	{ID: "empty_secret", Portal: "components", Label: "No Client Secret generated yet", Origin: Origin{Source: "procore/documentation oauth/oauth_keys.md (index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "company_admin", Portal: "procore", Label: "Company Tools > Admin", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "app_management", Portal: "procore", Label: "App Management", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "install_app", Portal: "procore", Label: "Install App", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "install_custom_app", Portal: "procore", Label: "Install Custom App", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "install", Portal: "procore", Label: "Install", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "app_version_id", Portal: "procore", Label: "App Version ID", Note: "the name of an App Version Key in Procore's help", Origin: Origin{Source: "support.procore.com, Install a Custom App", Date: "undated", Confidence: "documented"}},
	{ID: "installed_dialog", Portal: "procore", Label: "Installation Successful", Origin: Origin{Source: "procore/documentation assets/guides/app-install-instructions.png blob 537c08c0", Date: "undated", Confidence: "seen"}},
	{ID: "company_directory", Portal: "procore", Label: "Directory", Origin: Origin{Source: "procore/documentation building_applications/install_version_sandbox.md@4ecba28", Date: "undated", Confidence: "documented"}},
	{ID: "view_app", Portal: "procore", Label: "View", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "configurations", Portal: "procore", Label: "Configurations", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "create_configuration", Portal: "procore", Label: "Create Configuration", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "configuration_title", Portal: "procore", Label: "Title", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "configuration_projects", Portal: "procore", Label: "Projects", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "create_configuration_done", Portal: "procore", Label: "Create", Origin: Origin{Source: "v2.support.procore.com, Create App Configurations in Procore", Date: "undated", Confidence: "documented"}},
	{ID: "configuration_global", Portal: "procore", Label: "Global Projects Config", Note: "applies to all active and future projects", Origin: Origin{Source: "support.procore.com, Create an App Configuration in a Project", Date: "undated", Confidence: "documented"}},
	{ID: "configuration_company", Portal: "procore", Label: "Company Level Config", Note: "not offered for every app", Origin: Origin{Source: "support.procore.com, Create an App Configuration in a Project", Date: "undated", Confidence: "documented"}},
	{ID: "permitted_projects", Portal: "procore", Label: "permitted projects", Note: "a drop-down list", Origin: Origin{Source: "support.procore.com, Add a Permitted Project to a Data Connection App", Date: "undated", Confidence: "documented"}},
	{ID: "update_available", Portal: "procore", Label: "Update Available", Origin: Origin{Source: "support.procore.com, Update an Installed App", Date: "undated", Confidence: "documented"}},
	{ID: "update", Portal: "procore", Label: "Update", Origin: Origin{Source: "support.procore.com, Update an Installed App", Date: "undated", Confidence: "documented"}},
	{ID: "select_an_app", Portal: "procore", Label: "Select an App", Origin: Origin{Source: "procore/documentation platform_concepts/building_apps_install_arch.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "sign_up", Portal: "configuration-builder", Label: "https://developers.procore.com/signup", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@e345620", Date: "2026-03-11", Confidence: "documented"}},
	{ID: "sign_up", Portal: "components", Label: "https://developers.procore.com/signup", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "address", Portal: "configuration-builder", Label: "https://developers.procore.com/developers", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "address", Portal: "components", Label: "https://developers.procore.com/developers", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "my_apps", Portal: "configuration-builder", Label: "My Apps", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "my_apps", Portal: "components", Label: "My Apps", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "create_app_new", Portal: "configuration-builder", Label: "Create New App", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "create_app_new", Portal: "components", Label: "Create a New App", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "create_app", Portal: "configuration-builder", Label: "Create App", Note: "by creating the app, you accept the User Terms of Service, the API Terms of Use and the Privacy Notice", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "create_app", Portal: "components", Label: "Create App", Note: "by creating the app, you accept the User Terms of Service, the API Terms of Use and the Privacy Notice", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md (index copy 68900790125)", Date: "2026-09", Confidence: "documented"}},
	{ID: "installation_keys", Portal: "configuration-builder", Label: "Installation Keys", Origin: Origin{Source: "procore/documentation assets/guides/form-based-promote.png blob ee59ed51", Date: "2024", Confidence: "seen"}},
	{ID: "sandbox_credentials", Portal: "configuration-builder", Label: "Sandbox OAuth Credentials", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "sandbox_credentials", Portal: "components", Label: "Developer Sandbox OAuth Credentials", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "production_credentials", Portal: "configuration-builder", Label: "Production OAuth Credentials", Origin: Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e", Date: "2024", Confidence: "seen"}},
	{ID: "production_credentials", Portal: "components", Label: "Production OAuth Credentials", Origin: Origin{Source: "developers.procore.com/documentation/content/oauth-keys (stored copy; procore/documentation, index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "edit_redirect_uris", Portal: "components", Label: "Edit", Note: "beside Redirect URI", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "documented"}},
	{ID: "save_redirect_uris", Portal: "configuration-builder", Label: "Update", Origin: Origin{Source: "procore/documentation overview/quick_start_guide.md@06dad9d", Date: "2026-06-03", Confidence: "documented"}},
	{ID: "save_redirect_uris", Portal: "components", Label: "Save", Note: "the documentation says to save, but does not name the button", Origin: Origin{Source: "developers.procore.com/documentation/content/quick-start-guide (stored copy)", Date: "2026-09", Confidence: "inferred"}},
	{ID: "client_id", Portal: "configuration-builder", Label: "Client ID", Origin: Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e", Date: "2024", Confidence: "seen"}},
	{ID: "client_id", Portal: "components", Label: "Client ID", Origin: Origin{Source: "developers.procore.com/documentation/content/oauth-keys (stored copy; procore/documentation, index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "client_secret", Portal: "configuration-builder", Label: "Client Secret", Origin: Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e", Date: "2024", Confidence: "seen"}},
	{ID: "client_secret", Portal: "components", Label: "Client Secret", Origin: Origin{Source: "developers.procore.com/documentation/content/oauth-keys (stored copy; procore/documentation, index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "generate_secret", Portal: "components", Label: "Generate Client Secret", Note: "shown until a secret exists", Origin: Origin{Source: "developers.procore.com/documentation/content/oauth-keys (stored copy; procore/documentation, index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "reset_secret", Portal: "configuration-builder", Label: "Reset client secret", Origin: Origin{Source: "procore/documentation assets/guides/form-based-production-oauth-creds.png blob fa87c26e", Date: "2024", Confidence: "seen"}},
	{ID: "reset_secret", Portal: "components", Label: "Reset Client Secret", Note: "replaces Generate Client Secret", Origin: Origin{Source: "developers.procore.com/documentation/content/oauth-keys (stored copy; procore/documentation, index copies 69162470184 and 68954823391)", Date: "2026-09-24", Confidence: "documented"}},
	{ID: "sandbox_url", Portal: "configuration-builder", Label: "Sandbox URL", Note: "also under Sandbox OAuth Credentials", Origin: Origin{Source: "procore/documentation assets/guides/form-based-promote.png blob ee59ed51", Date: "2024", Confidence: "seen"}},
	{ID: "sandbox_url", Portal: "components", Label: "Sandbox URL", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "app_information", Portal: "components", Label: "App Information", Origin: Origin{Source: "procore/documentation building_applications/building_apps_create_new.md@0aab41a", Date: "undated", Confidence: "documented"}},
	{ID: "edit_component", Portal: "configuration-builder", Label: "the pencil icon", Note: "beside the embedded component", Origin: Origin{Source: "procore/documentation app_marketplace/update_your_marketplace_app.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "edit_permissions", Portal: "configuration-builder", Label: "Edit Permissions", Note: "Add Components leads to the same page", Origin: Origin{Source: "procore/documentation app_marketplace/update_your_marketplace_app.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "save_page", Portal: "configuration-builder", Label: "Save", Note: "at the top of the page; the documentation names this button only for apps with a side panel", Origin: Origin{Source: "procore/documentation building_applications/building_side_panel_apps.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "parameter_type", Portal: "configuration-builder", Label: "Type", Note: "a screenshot of the form does not show this field; choose String if the form asks for a type", Origin: Origin{Source: "procore/documentation _includes/url_parameter_interpolation.md@a3d65cf", Date: "2025-08-08", Confidence: "documented"}},
	{ID: "apply_private", Portal: "configuration-builder", Label: "Apply to Become Verified (Private Developer)", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "apply_private", Portal: "components", Label: "Apply to Become Verified (Private Developer)", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "apply_partner", Portal: "configuration-builder", Label: "Apply to Become a Marketplace Partner", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "apply_partner", Portal: "components", Label: "Apply to Become a Marketplace Partner", Origin: Origin{Source: "procore/documentation overview/verification_and_production_access.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "add_collaborator", Portal: "configuration-builder", Label: "Add Another User", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "add_collaborator", Portal: "components", Label: "Add Another User", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "send_invitation", Portal: "configuration-builder", Label: "Send Invitation", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "send_invitation", Portal: "components", Label: "Send Invitation", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "view_roles", Portal: "configuration-builder", Label: "View Permission Details", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "view_roles", Portal: "components", Label: "View Permission Details", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation building_applications/building_apps_manage_collabs.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "page_metrics", Portal: "configuration-builder", Label: "Metrics", Origin: Origin{Source: "procore/documentation app_marketplace/update_your_marketplace_app.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "page_metrics", Portal: "components", Label: "Metrics", Note: "the documentation of the newer portal does not name this tab", Origin: Origin{Source: "procore/documentation app_marketplace/update_your_marketplace_app.md@ff93936", Date: "2026-05-29", Confidence: "inferred"}},
	{ID: "add_permitted_projects", Portal: "procore", Label: "Add Permitted Projects", Note: "a dialog during installation", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf", Date: "2021-12-09", Confidence: "seen"}},
	{ID: "skip", Portal: "procore", Label: "Skip", Origin: Origin{Source: "procore/documentation assets/guides/dmsa-add-permitted-projects-modal.png blob 58476eaf", Date: "2021-12-09", Confidence: "seen"}},
	{ID: "add", Portal: "procore", Label: "Add", Origin: Origin{Source: "support.procore.com, Add a Permitted Project to a Data Connection App", Date: "undated", Confidence: "documented"}},
	{ID: "permissions_tab", Portal: "procore", Label: "Permissions", Origin: Origin{Source: "procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936; support.procore.com, Add a Permitted Project to a Data Connection App", Date: "2026-05-29", Confidence: "documented"}},
	{ID: "add_to_new_projects", Portal: "procore", Label: "Add [DMSA user] to all new projects", Note: "a checkbox in the Directory tool, beside the permission template", Origin: Origin{Source: "procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936", Date: "2026-05-29", Confidence: "documented"}},
}}

var manifestShape0 = Shape{Types: []string{"integer"}, Const: float64(1), Default: float64(1), Title: "Format of this file", Description: "The number of this file's format, which is always `1`. It is not the schema number of the portal's JSON."}

var manifestShape2 = Shape{Types: []string{"string"}, MinLength: 1, Title: "App name", Description: "**App Name**, chosen when the app is created. Customers of a custom app see this name in App Management; on the Marketplace they see the name of the listing.\n\nA listing allows at most 30 characters, no special characters or emoji, and not the word Procore (Marketplace listing guidelines, 2026-05). The rule `app-name` checks this."}

var manifestShape3 = Shape{Types: []string{"string"}, Enum: []string{"custom", "marketplace"}, Title: "Distribution", Description: "How customers get the app.\n\n- `custom`: you hand an App Version Key to each customer. Procore announces each update to customers as soon as the version is promoted.\n- `marketplace`: the app is listed publicly. Procore reviews a promoted version before customers hear of it.", EnumDescriptions: []string{"Installed by each customer with an App Version Key that you hand out.", "Listed on the Procore Marketplace; Procore reviews every version."}}

var manifestShape6 = Pattern{Expression: "^[^\\s\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff@<>\"(),:;]+@[^\\s@<>.\"(),:;]+(\\.[^\\s@<>.\"(),:;]+)+$"}

var manifestShape5 = Shape{Types: []string{"string"}, Pattern: &manifestShape6, Title: "Support e-mail", Description: "The address that customers write to.", PatternErrorMessage: "an e-mail address, such as support@acmefield.com"}

var manifestShape7 = Shape{Types: []string{"string"}, Title: "Support page", Description: "The page where customers get help. It must open without signing in."}

var manifestShape9 = Shape{}

var manifestShape8 = Shape{Required: []string{"email"}, Properties: []Property{
	{Name: "email", Shape: &manifestShape9},
}}

var manifestShape11 = Shape{}

var manifestShape10 = Shape{Required: []string{"url"}, Properties: []Property{
	{Name: "url", Shape: &manifestShape11},
}}

var manifestShape4 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "email", Shape: &manifestShape5},
	{Name: "url", Shape: &manifestShape7},
}, Closed: true, AnyOf: []*Shape{&manifestShape8, &manifestShape10}, Title: "Support", Description: "Where company admins can ask about an update: an e-mail address, a page, or both. `manifest steps APP@VERSION --customer` shows this contact, or the setup page if the manifest names no contact.\n\nThe contact is not part of a version: you can change it at any time without a new version, and it is ignored when versions are compared."}

var manifestShape1 = Shape{Types: []string{"object"}, Required: []string{"name", "distribution"}, Properties: []Property{
	{Name: "name", Shape: &manifestShape2},
	{Name: "distribution", Shape: &manifestShape3},
	{Name: "support", Shape: &manifestShape4},
}, Closed: true, Title: "App", Description: "The registration in the Developer Portal that this manifest belongs to. The registration is not part of a version in the portal."}

var manifestShape13 = Pattern{Expression: "^(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})$"}

var manifestShape12 = Shape{Types: []string{"string"}, Pattern: &manifestShape13, Title: "Version", Description: "The version number that you type into **Create Version** or **Save Version**: three integers joined by dots, without a leading `v`, leading zeros or a suffix.\n\nProcore asks you to raise the first integer for breaking changes, the second for compatible features, and the third for fixes. Procore's own example starts with `0.0.1` or `0.1.0` and uses `1.0.0` for the first public release. The newer portal suggests a number, which you can change.\n\n`manifest bump` sets the number.", PatternErrorMessage: "three integers without leading zeros, such as 1.4.0", Rule: "version-format"}

var manifestShape15 = Shape{Types: []string{"string"}, Title: "UUID", Description: "The id that the portal generated for this component. It links this file to the portal. Customers do not see it, and a new id does not count as a change to the app.\n\nLeave it out for a new component. In the portal's JSON, the id exists in schema 3.x only, as the `uuid` of the oauth component."}

var manifestShape17 = Shape{Types: []string{"string"}, Enum: []string{"user_level", "service_account"}, Title: "Way to sign in", Description: "One way to sign in: user_level or service_account.", EnumDescriptions: []string{"User Level Authentication: acts for the user who signs in, with the permissions of that user (authorization code).", "Service Account Authentication: acts as a user that Procore creates in the customer's directory, with the permissions listed here (client credentials)."}}

var manifestShape16 = Shape{Types: []string{"array"}, MinItems: 1, Items: &manifestShape17, Title: "Authentication", Description: "The ways in which the app signs in, as ticked in the portal.\n\nA service account is added to user level access and is never used alone: the documented steps tick both, and the newer portal requires both.\n\nUse `user_level` for an app that needs the context of a user, and add `service_account` for an app that exchanges data between servers. For Procore's own comparison, see https://developers.procore.com/documentation/oauth-choose-grant-type"}

var manifestShape21 = Shape{Types: []string{"object"}, Title: "Access"}

var manifestShape23 = Shape{Types: []string{"string"}, Enum: []string{"read_only", "standard", "admin"}, Title: "Access level", Description: "The level in the Permissions Builder: **Read-only**, **Standard** or **Admin**. For **None**, leave out the tool.", EnumDescriptions: []string{"Read-only: see what the tool contains.", "Standard: also create and change items, within the limits of the tool.", "Admin: do everything, including changing the settings of the tool. State the purpose."}}

var manifestShape24 = Shape{Types: []string{"string"}, Title: "Purpose", Description: "Why the app needs this access, in a sentence. The purpose is not sent to the portal. It appears in the checklist, helps reviewers, and answers customers' questions."}

var manifestShape22 = Shape{Types: []string{"object"}, Required: []string{"level"}, Properties: []Property{
	{Name: "level", Shape: &manifestShape23},
	{Name: "purpose", Shape: &manifestShape24},
}, Closed: true}

var manifestShape25 = Shape{Types: []string{"string"}, Enum: []string{"read_only", "standard", "admin"}, EnumDescriptions: []string{"Read-only: see what the tool contains.", "Standard: also create and change items, within the limits of the tool.", "Admin: do everything, including changing the settings of the tool. State the purpose."}}

var manifestShape20 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Documents", Description: "**Documents**, a company tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape26 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Portfolio", Description: "**Portfolio**, a company tool of the Permissions Builder. The key appears in a published manifest.\n\nSchema 3.x spelled the key portfolio."}

var manifestShape27 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Schedule", Description: "**Schedule** (also **Schedules**), a company tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape28 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Timecard", Description: "**Timecard**, a company tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape29 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Timesheets", Description: "**Timesheets**, a company tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape30 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Admin", Description: "**Admin**, a company tool of the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe portal does not offer `read_only` and `standard`.\n\nRead-only and Standard are greyed out in the screenshots of 2023 and 2024; the screenshot of 2021 offers all four levels."}

var manifestShape31 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Checklists", Description: "**Checklists** (also **Inspections**), a company tool of the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe tool is labelled Inspections in the screenshot of 2021 and Checklists in that of 2023. The REST reference gives the name checklists to the tool titled Inspections."}

var manifestShape32 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Connection Manager", Description: "**Connection Manager**, a company tool of the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference lists connection_hub as a tool that is always on; we guess that this name means Connection Manager."}

var manifestShape33 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Directory", Description: "**Directory**, a company tool of the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe published key is for the project level only. Procore warns against the Admin level, which reaches every tool and project (procore/documentation plan_your_app/developer_managed_service_accounts.md@ff93936)."}

var manifestShape34 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Access", Description: "An access level, or `{level, purpose}`. The purpose is for reviewers and for the checklist; the portal has no field for the purpose."}

var manifestShape36 = Pattern{Expression: "^[a-z][a-z0-9_]*$"}

var manifestShape35 = Shape{Pattern: &manifestShape36, Title: "tool", Description: "The key of the tool, as the portal's JSON spells it.", PatternErrorMessage: "lower-case letters, digits and underscores, such as daily_log"}

var manifestShape19 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "documents", Shape: &manifestShape20},
	{Name: "home", Shape: &manifestShape26},
	{Name: "schedule", Shape: &manifestShape27},
	{Name: "timecard", Shape: &manifestShape28},
	{Name: "timesheets", Shape: &manifestShape29},
	{Name: "admin", Shape: &manifestShape30},
	{Name: "checklists", Shape: &manifestShape31},
	{Name: "connection_hub", Shape: &manifestShape32},
	{Name: "directory", Shape: &manifestShape33},
}, Others: &manifestShape34, PropertyNames: &manifestShape35, Title: "Company tools", Description: "**Company Level** tab of the Permissions Builder: the keys of tools, each with an access level. Procore warns that Admin access to the company directory reaches every tool and project.\n\nThe levels are `read_only`, `standard` and `admin`. For None, leave out the tool. The published list of keys is short, so other keys are accepted here; the rule `unknown-tool` checks them."}

var manifestShape38 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Budget", Description: "**Budget**, a project tool of the Permissions Builder. The key appears in a published manifest.\n\nSchema 3.x spelled the key budget."}

var manifestShape39 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Commitments", Description: "**Commitments**, a project tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape40 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Coordination Issues", Description: "**Coordination Issues**, a project tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape41 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Daily Log", Description: "**Daily Log**, a project tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape42 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Directory", Description: "**Directory**, a project tool of the Permissions Builder. The key appears in a published manifest."}

var manifestShape43 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Admin", Description: "**Admin**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference lists admin as a tool that is always on."}

var manifestShape44 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Connection Manager", Description: "**Connection Manager**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference lists connection_hub as a tool that is always on."}

var manifestShape45 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Documents", Description: "**Documents**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference lists the tool under Project Tools, and a picture in Procore's guides shows it among company and project tools."}

var manifestShape46 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Home", Description: "**Home**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference lists home as a tool that is always on."}

var manifestShape47 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Inspections", Description: "**Inspections**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nThe REST reference gives the name checklists to the tool titled Inspections."}

var manifestShape48 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Photos", Description: "**Photos**, a project tool that was not seen in the Permissions Builder. The key is inferred from names of the tool in other sources; compare it with the JSON that View Manifest shows.\n\nWe infer that the name images in the REST reference means this tool."}

var manifestShape49 = Shape{If: &manifestShape21, Then: &manifestShape22, Else: &manifestShape25, Title: "Access", Description: "An access level, or `{level, purpose}`. The purpose is for reviewers and for the checklist; the portal has no field for the purpose."}

var manifestShape51 = Pattern{Expression: "^[a-z][a-z0-9_]*$"}

var manifestShape50 = Shape{Pattern: &manifestShape51, Title: "tool", Description: "The key of the tool, as the portal's JSON spells it.", PatternErrorMessage: "lower-case letters, digits and underscores, such as daily_log"}

var manifestShape37 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "budgeting", Shape: &manifestShape38},
	{Name: "commitments", Shape: &manifestShape39},
	{Name: "coordination_issues", Shape: &manifestShape40},
	{Name: "daily_log", Shape: &manifestShape41},
	{Name: "directory", Shape: &manifestShape42},
	{Name: "admin", Shape: &manifestShape43},
	{Name: "connection_hub", Shape: &manifestShape44},
	{Name: "documents", Shape: &manifestShape45},
	{Name: "home", Shape: &manifestShape46},
	{Name: "checklists", Shape: &manifestShape47},
	{Name: "images", Shape: &manifestShape48},
}, Others: &manifestShape49, PropertyNames: &manifestShape50, Title: "Project tools", Description: "**Project Level** tab of the Permissions Builder: the keys of tools, each with an access level. The levels apply only in projects that the customer's admin permits and in which the tool is switched on.\n\nThe levels are `read_only`, `standard` and `admin`. For None, leave out the tool. The published list of keys is short, so other keys are accepted here; the rule `unknown-tool` checks them."}

var manifestShape18 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "company", Shape: &manifestShape19},
	{Name: "project", Shape: &manifestShape37},
}, Closed: true, Title: "Permissions", Description: "**Permissions Builder**: what the service account may do in company tools and in the tools of permitted projects. User level access has no permissions here, because the rights of the user apply.\n\nThe service account needs at least one tool. Procore's User Permissions Matrix shows what each level allows: https://support.procore.com/references/user-permissions-matrix-web. Webhooks need *Webhooks API* at Standard.\n\nAsk for as little as possible: customers approve the list, and asking for too much is a common reason for refusal. Customers choose permitted projects again after each update."}

var manifestShape14 = Shape{Types: []string{"object"}, Required: []string{"authentication"}, Properties: []Property{
	{Name: "uuid", Shape: &manifestShape15},
	{Name: "authentication", Shape: &manifestShape16},
	{Name: "permissions", Shape: &manifestShape18},
}, Closed: true, Title: "Data connector", Description: "**Data Connector Components** in the Configuration Builder, **Data Connector** under **Components** in the Create Version screens.\n\nThe data connector says how the app signs in to the Procore API. An embedded app that calls the API needs a data connector too, because embedding an app does not sign it in. In the newer portal, a data connector that was carried over from an earlier version cannot be removed."}

var manifestShape54 = Shape{Types: []string{"string"}, Title: "UUID", Description: "The id that the portal generated for this component. It links this file to the portal. Customers do not see it, and a new id does not count as a change to the app.\n\nLeave it out for a new component. In the portal's JSON, it is `fullscreen.uuid`."}

var manifestShape55 = Shape{Types: []string{"string"}, Title: "Description", Description: "**Description** in the Configuration Builder, where screenshots of 2024 mark it as required. The later **Create Version** screens do not ask for it.\n\nIt is a name for your own team, not a help text for customers. Procore does not publish a length limit."}

var manifestShape56 = Shape{Types: []string{"string"}, MinLength: 1, Title: "URL", Description: "**URL** in the Configuration Builder, **External URL** in the Create Version screens. Procore loads this address into the main area.\n\nWrite variables in double braces, in the subdomain, the path or the query:\n\n- built in: `{{procore.company.id}}`, `{{procore.company.name}}`, `{{procore.project.id}}`, `{{procore.project.name}}`\n- your own: the `key` of an entry in `parameters`\n\nValues are percent-encoded before they are inserted, so a slash in a value does not separate path segments. Older documentation allows the built-in variables in the query only. Procore does not publish a length limit."}

var manifestShape59 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Key", Description: "**Key**: the name between the braces in the URL, as in `{{region}}`. The installer does not see it. If you rename a key, the values that customers have entered are lost.\n\nProcore does not publish which characters are allowed; letters, digits and underscores are known to work."}

var manifestShape60 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Name", Description: "**Name**: the label of the field that the installer sees."}

var manifestShape61 = Shape{Types: []string{"string"}, Title: "Type", Description: "**Type** in the documentation and in design drafts of the Configuration Builder; screenshots of the portal itself do not show this field. The only known type is `string`."}

var manifestShape62 = Shape{Types: []string{"string"}, Title: "Description", Description: "**Description**: help that the installer sees. Say what to enter and give an example. Some screenshots of the portal mark the description as required, others as optional."}

var manifestShape63 = Shape{Types: []string{"boolean"}, Default: false, Title: "Required", Description: "**Required**: whether the installer must fill in the field. It is off by default. Procore does not publish what an empty optional value leaves in the URL."}

var manifestShape65 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Help URL", Description: "The address of the help page."}

var manifestShape66 = Shape{Types: []string{"string"}, Title: "Help label", Description: "The text of the link."}

var manifestShape64 = Shape{Types: []string{"object"}, Required: []string{"url"}, Properties: []Property{
	{Name: "url", Shape: &manifestShape65},
	{Name: "label", Shape: &manifestShape66},
}, Closed: true, Title: "Help link", Description: "`support_link` in the portal's JSON, schema 4.1. The forms of the portal have no field for it."}

var manifestShape58 = Shape{Types: []string{"object"}, Required: []string{"key", "name"}, Properties: []Property{
	{Name: "key", Shape: &manifestShape59},
	{Name: "name", Shape: &manifestShape60},
	{Name: "type", Shape: &manifestShape61},
	{Name: "description", Shape: &manifestShape62},
	{Name: "required", Shape: &manifestShape63},
	{Name: "support_link", Shape: &manifestShape64},
}, Closed: true, Title: "Parameter", Description: "A field that the installer fills in. Its value replaces `{{key}}` in the URL of this component."}

var manifestShape57 = Shape{Types: []string{"array"}, Items: &manifestShape58, Title: "Parameters", Description: "**Parameter Interpolation** and **Add Parameter** in the Configuration Builder, **Dynamic URL Parameters** in the Create Version screens.\n\nEach entry is a field that the installer fills in for a configuration of the app. The value of the field replaces `{{key}}` in the URL."}

var manifestShape53 = Shape{Types: []string{"object"}, Required: []string{"url"}, Properties: []Property{
	{Name: "uuid", Shape: &manifestShape54},
	{Name: "description", Shape: &manifestShape55},
	{Name: "url", Shape: &manifestShape56},
	{Name: "parameters", Shape: &manifestShape57},
}, Closed: true, Title: "Full screen", Description: "**Full Screen**: a page of your app in the main content area, opened from the **Apps** menu. According to newer documentation, it is available at both company and project level.\n\nThe page gets no message about the current project, so put the ids that it needs into the URL."}

var manifestShape68 = Shape{Types: []string{"string"}, Title: "UUID", Description: "The id that the portal generated for this component. It links this file to the portal. Customers do not see it, and a new id does not count as a change to the app.\n\nLeave it out for a new component. In the portal's JSON, it is `sidepanel.uuid`."}

var manifestShape69 = Shape{Types: []string{"string"}, Title: "Description", Description: "**Description** in the Configuration Builder, where screenshots of 2024 mark it as required. The later **Create Version** screens do not ask for it.\n\nIt is a name for your own team, not a help text for customers. Procore does not publish a length limit."}

var manifestShape70 = Shape{Types: []string{"string"}, MinLength: 1, Title: "URL", Description: "**URL** in the Configuration Builder, **External URL** in the Create Version screens. Procore loads this address into the side panel.\n\nWrite variables in double braces, in the subdomain, the path or the query:\n\n- built in: `{{procore.company.id}}`, `{{procore.company.name}}`, `{{procore.project.id}}`, `{{procore.project.name}}`\n- your own: the `key` of an entry in `parameters`\n\nValues are percent-encoded before they are inserted, so a slash in a value does not separate path segments. Older documentation allows the built-in variables in the query only. Procore does not publish a length limit."}

var manifestShape72 = Shape{Types: []string{"string"}, MinLength: 1, Title: "View key", Description: "The key of a side panel view, from the published list or from the portal."}

var manifestShape71 = Shape{Types: []string{"array"}, MinItems: 1, Items: &manifestShape72, Title: "Side panel views", Description: "**Views** or **Side Panel Views** in the Configuration Builder, **Supported Side Panel Views** in the Create Version screens: the pages of Procore on which the panel can be opened. At least one is required.\n\nA key matches one kind of page: with `.detail` alone, the panel closes when the user starts to edit. The [published list](https://developers.procore.com/documentation/side-panel-view-keys) has 48 keys and lags behind the portal, so other keys are accepted here; the rule `unknown-view` checks them."}

var manifestShape74 = Shape{Types: []string{"object"}, Required: []string{"key", "name"}, Properties: []Property{
	{Name: "key", Shape: &manifestShape59},
	{Name: "name", Shape: &manifestShape60},
	{Name: "type", Shape: &manifestShape61},
	{Name: "description", Shape: &manifestShape62},
	{Name: "required", Shape: &manifestShape63},
	{Name: "support_link", Shape: &manifestShape64},
}, Closed: true, Title: "Parameter", Description: "A field that the installer fills in. Its value replaces `{{key}}` in the URL of this component."}

var manifestShape73 = Shape{Types: []string{"array"}, Items: &manifestShape74, Title: "Parameters", Description: "**Parameter Interpolation** and **Add Parameter** in the Configuration Builder, **Dynamic URL Parameters** in the Create Version screens.\n\nEach entry is a field that the installer fills in for a configuration of the app. The value of the field replaces `{{key}}` in the URL."}

var manifestShape67 = Shape{Types: []string{"object"}, Required: []string{"url", "views"}, Properties: []Property{
	{Name: "uuid", Shape: &manifestShape68},
	{Name: "description", Shape: &manifestShape69},
	{Name: "url", Shape: &manifestShape70},
	{Name: "views", Shape: &manifestShape71},
	{Name: "parameters", Shape: &manifestShape73},
}, Closed: true, Title: "Side panel", Description: "**Side Panel**: a page of your app in a 400-pixel panel on the right. Users open it from the dock, on the views that you choose.\n\nThe panel posts `{type: \"initialize\"}` to its parent, which answers with the company, project, record and view."}

var manifestShape52 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "full_screen", Shape: &manifestShape53},
	{Name: "side_panel", Shape: &manifestShape67},
}, Closed: true, Title: "Embedded components", Description: "**Embedded Components** in the Configuration Builder, **Embedded** under **Components** in the Create Version screens: pages of your app that are shown inside Procore, with at most one full screen and one side panel.\n\nCustomers create a configuration for an embedded app. The configuration contains the values of the parameters and lists the projects to which it applies."}

var manifestShape78 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Server name", Description: "**Name** of the server, by which agents of this version refer to it. Procore does not publish a length limit."}

var manifestShape79 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Server URL", Description: "**Server URL**: the address of the server. It must use HTTPS."}

var manifestShape77 = Shape{Types: []string{"object"}, Required: []string{"name", "url"}, Properties: []Property{
	{Name: "name", Shape: &manifestShape78},
	{Name: "url", Shape: &manifestShape79},
}, Closed: true, Title: "MCP server", Description: "A server that offers tools over the Model Context Protocol."}

var manifestShape76 = Shape{Types: []string{"array"}, MinItems: 1, Items: &manifestShape77, Title: "MCP servers", Description: "**MCPs** in the group **Agentic**, up to five in a version. These servers offer tools over the Model Context Protocol. Procore reads the list of tools when a customer installs the version.\n\nThe server signs users in with OAuth (authorization code with a redirect); fixed bearer tokens are not supported."}

var manifestShape82 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Agent name", Description: "**Name** of the agent, with at most 255 characters."}

var manifestShape83 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Agent description", Description: "**Description**: what the agent does, in at most 1,000 characters."}

var manifestShape84 = Shape{Types: []string{"string"}, MinLength: 1, Title: "System prompt", Description: "**System Prompt**: what the agent is and how it works. Procore does not publish a length limit.\n\nThe prompt must not contain tokens, keys, credentials or sign-in steps."}

var manifestShape85 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Custom prompt", Description: "**Custom Prompt** of the agent, which is optional. It must not contain tokens, keys, credentials or sign-in steps."}

var manifestShape86 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Planning prompt", Description: "**Planning Prompt** of the agent, which is optional. It must not contain tokens, keys, credentials or sign-in steps."}

var manifestShape88 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Tool", Description: "The name of a tool, as the portal spells it."}

var manifestShape87 = Shape{Types: []string{"array"}, Items: &manifestShape88, Title: "Tools", Description: "**Tools**: capabilities that the agent may call, with the names that the portal uses. Procore does not publish a list of them."}

var manifestShape90 = Shape{Types: []string{"string"}, MinLength: 1, Title: "MCP server", Description: "The name of a server in agentic.mcp_servers."}

var manifestShape89 = Shape{Types: []string{"array"}, Items: &manifestShape90, Title: "Connected MCP servers", Description: "**Connected MCP Servers**: the servers that the agent uses, listed by their names in `agentic.mcp_servers`."}

var manifestShape81 = Shape{Types: []string{"object"}, Required: []string{"name", "description", "system_prompt"}, Properties: []Property{
	{Name: "name", Shape: &manifestShape82},
	{Name: "description", Shape: &manifestShape83},
	{Name: "system_prompt", Shape: &manifestShape84},
	{Name: "custom_prompt", Shape: &manifestShape85},
	{Name: "planning_prompt", Shape: &manifestShape86},
	{Name: "tools", Shape: &manifestShape87},
	{Name: "mcp_servers", Shape: &manifestShape89},
}, Closed: true, Title: "Agent", Description: "An assistant that follows your prompts and may call tools."}

var manifestShape80 = Shape{Types: []string{"array"}, MinItems: 1, Items: &manifestShape81, Title: "Agents", Description: "**Agents** in the group **Agentic**, up to five in a version. In the portal, MCP servers are configured first, because an agent can only be connected to servers of the same version."}

var manifestShape92 = Shape{}

var manifestShape91 = Shape{Required: []string{"mcp_servers"}, Properties: []Property{
	{Name: "mcp_servers", Shape: &manifestShape92},
}}

var manifestShape94 = Shape{}

var manifestShape93 = Shape{Required: []string{"agents"}, Properties: []Property{
	{Name: "agents", Shape: &manifestShape94},
}}

var manifestShape75 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "mcp_servers", Shape: &manifestShape76},
	{Name: "agents", Shape: &manifestShape80},
}, Closed: true, AnyOf: []*Shape{&manifestShape91, &manifestShape93}, Title: "Agentic components", Description: "**Agentic** under **Components** in the Create Version screens; the Configuration Builder does not have it. This is a closed beta for Marketplace partners (`app.distribution: marketplace`), which Procore enables for each app on request.\n\nAn app can have servers, agents or both. Servers and agents need no data connector and no embedded component, and cannot be tried in the Developer Sandbox. Customers need Procore AI Pro or Enterprise, and each run of an agent is charged to them."}

var manifestShape96 = Shape{Types: []string{"string"}, Title: "Instructions URL", Description: "**Instructions URL**: the address of a setup page, a support site or a PDF. Customers open the page without an account in your system, so it must be public. Procore does not publish a length limit."}

var manifestShape97 = Shape{Types: []string{"string"}, Title: "Instructions page name", Description: "**Instructions Page Name**: the text of the link that customers see. Procore does not publish a length limit."}

var manifestShape95 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "url", Shape: &manifestShape96},
	{Name: "page_name", Shape: &manifestShape97},
}, Closed: true, Title: "Setup instructions", Description: "**Instructions and Post-Installation Notes** in the Configuration Builder. The link is shown below the notes when the installation has finished, and later in App Management.\n\nThe link is required for production; a draft can leave it out."}

var manifestShape98 = Shape{Types: []string{"string"}, Title: "Post-installation notes", Description: "**Post-Installation Notes** in the Configuration Builder, **Post-Installation Instructions** in the Create Version screens. Customers see the notes in the **Installation Successful** dialog and later in App Management.\n\nSay what customers must do next: create an account, connect it, choose projects. Procore does not publish a length limit. Reviewers refuse placeholder text."}

var manifestShape102 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Redirect URI", Description: "A redirect URI, exactly as the app sends it."}

var manifestShape101 = Shape{Types: []string{"array"}, Items: &manifestShape102, Title: "Redirect URIs", Description: "**Redirect URI** of the sandbox credentials, with one address per line in the portal. Procore compares addresses character by character, including a final slash.\n\n`http://localhost` is the only address that is allowed without HTTPS. With `urn:ietf:wg:oauth:2.0:oob`, a page of Procore shows the code; this address is meant for tests."}

var manifestShape100 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "redirect_uris", Shape: &manifestShape101},
}, Closed: true, Title: "Sandbox credentials", Description: "The **Developer Sandbox OAuth Credentials** (**Sandbox OAuth Credentials** in the Configuration Builder). The portal creates them once a version has a data connector. They work in the Developer Sandbox only."}

var manifestShape105 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Redirect URI", Description: "A redirect URI, exactly as the app sends it."}

var manifestShape104 = Shape{Types: []string{"array"}, Items: &manifestShape105, Title: "Redirect URIs", Description: "**Redirect URI** of the production credentials, with one address per line in the portal. Procore compares addresses character by character, including a final slash. An address must use HTTPS and must not contain variables or wildcards."}

var manifestShape103 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "redirect_uris", Shape: &manifestShape104},
}, Closed: true, Title: "Production credentials", Description: "The **Production OAuth Credentials**, which the portal issues when a version with a data connector is promoted for the first time. **Generate Client Secret** creates the client secret, which is masked from then on; the Configuration Builder shows it once, in a dialog after the promotion. The same credentials serve both ways to sign in. They also work in the Monthly and On-Demand Sandboxes."}

var manifestShape99 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "sandbox", Shape: &manifestShape100},
	{Name: "production", Shape: &manifestShape103},
}, Closed: true, Title: "OAuth", Description: "**Credentials** tab of the app (**OAuth Credentials** in the Configuration Builder). The redirect URIs belong to the app and not to a version: you can change them at any time without a new version, and they are ignored when versions are compared.\n\nNever put a client secret into this file."}

var manifestShape106 = Shape{Types: []string{"string"}, Title: "Release notes", Description: "**Release Notes**, which **Promote Version** asks for. Company admins read them before they update; for a listed app they are published on the Marketplace. They cannot be changed after the promotion.\n\nSay what customers must do again: choose permitted projects, create configurations, approve permissions. Procore does not publish a length limit."}

var manifestShape108 = Shape{}

var manifestShape107 = Shape{Required: []string{"data_connector"}, Properties: []Property{
	{Name: "data_connector", Shape: &manifestShape108},
}}

var manifestShape110 = Shape{}

var manifestShape109 = Shape{Required: []string{"embedded"}, Properties: []Property{
	{Name: "embedded", Shape: &manifestShape110},
}}

var manifestShape112 = Shape{}

var manifestShape111 = Shape{Required: []string{"agentic"}, Properties: []Property{
	{Name: "agentic", Shape: &manifestShape112},
}}

var manifestShape = Shape{Types: []string{"object"}, Required: []string{"schema", "app", "version"}, Properties: []Property{
	{Name: "schema", Shape: &manifestShape0},
	{Name: "app", Shape: &manifestShape1},
	{Name: "version", Shape: &manifestShape12},
	{Name: "data_connector", Shape: &manifestShape14},
	{Name: "embedded", Shape: &manifestShape52},
	{Name: "agentic", Shape: &manifestShape75},
	{Name: "setup_instructions", Shape: &manifestShape95},
	{Name: "post_installation_notes", Shape: &manifestShape98},
	{Name: "oauth", Shape: &manifestShape99},
	{Name: "release_notes", Shape: &manifestShape106},
}, Closed: true, AnyOf: []*Shape{&manifestShape107, &manifestShape109, &manifestShape111}, Title: "App manifest", Description: "One version of an app on the Procore Developer Portal: its components, the permissions it asks for, and what customers read when they install or update it.\n\nA manifest needs at least one of `data_connector`, `embedded` and `agentic`."}

var projectShape113 = Shape{Types: []string{"integer"}, Const: float64(1), Default: float64(1), Title: "Format of this file", Description: "The number of this file's format, which is always `1`."}

var projectShape116 = Shape{Types: []string{"object"}, Title: "Place"}

var projectShape118 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Folder", Description: "The folder of the app, relative to this file."}

var projectShape120 = Pattern{Expression: "^[a-z0-9]+(-[a-z0-9]+)*$"}

var projectShape119 = Shape{Types: []string{"string"}, Pattern: &projectShape120, Title: "Id", Description: "The id of the app: lower-case letters, digits and hyphens.", PatternErrorMessage: "lower-case letters and digits, joined by single hyphens"}

var projectShape117 = Shape{Types: []string{"object"}, Required: []string{"path", "id"}, Properties: []Property{
	{Name: "path", Shape: &projectShape118},
	{Name: "id", Shape: &projectShape119},
}, Closed: true, Title: "A single app", Description: "The folder and the id of one app."}

var projectShape121 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Pattern", Description: "A path in which `{app}` stands for the id of an app."}

var projectShape115 = Shape{If: &projectShape116, Then: &projectShape117, Else: &projectShape121, Title: "Place", Description: "A pattern in which `{app}` stands for the id of an app, such as `services/{app}/procore`, or `{path, id}` for one app."}

var projectShape114 = Shape{Types: []string{"array"}, Default: []interface{}{"manifests/{app}"}, MinItems: 1, Items: &projectShape115, Title: "Apps", Description: "Where the apps are: patterns such as `services/{app}/procore`, in which `{app}` stands for the id of an app, or single apps such as `{path: procore, id: acme}`. Paths are relative to this file. The first entry that matches a folder applies. Without this key, the apps are in `manifests/{app}`."}

var projectShape122 = Shape{Types: []string{"string"}, Enum: []string{"draft", "testing", "production"}, Title: "State", Description: "The state that `manifest lint` checks manifests for, unless `--for` is given. Some rules are stricter for testing, and stricter still for production.", EnumDescriptions: []string{"Work in progress: only problems that matter in every state.", "Everything that a version needs before you save it and install it in the sandbox.", "Everything that a version needs before customers install it."}}

var projectShape123 = Shape{Types: []string{"string"}, Default: "components", Enum: []string{"components", "configuration-builder"}, Title: "Portal", Description: "The generation of the Developer Portal that your team uses. `manifest steps`, `checklist`, `drift` and `verify` use its terms. In commands that have the flag, `--portal` overrides this setting.", EnumDescriptions: []string{"The current portal, with the screens Create Version, Edit Components and Manage.", "The earlier portal, which the documentation calls retired, with a single form: the Configuration Builder."}}

var projectShape125 = Shape{Types: []string{"string"}, Enum: []string{"off", "info", "warning", "error"}, Title: "Severity", Description: "The severity of the findings of this rule, or `off`.", EnumDescriptions: []string{"The rule does not run.", "A finding is shown, but fails the run only with --fail-on info.", "A finding is shown, but fails the run only with --fail-on warning or info.", "A finding is shown and fails the run."}}

var projectShape127 = Pattern{Expression: "^[a-z][a-z0-9-]*$"}

var projectShape126 = Shape{Pattern: &projectShape127, Title: "rule", Description: "The id of a rule.", PatternErrorMessage: "the id of a rule, such as unknown-view"}

var projectShape124 = Shape{Types: []string{"object"}, Others: &projectShape125, PropertyNames: &projectShape126, Title: "Rules", Description: "The severity to use for a rule instead of the default, or `off` to disable the rule. `manifest rules` lists the rules, and `manifest explain RULE` says why a rule exists. To suppress a rule in one place only, write `# manifest:ignore RULE -- reason` there instead."}

var projectShape131 = Pattern{Expression: "^[a-z][a-z0-9_]*$"}

var projectShape130 = Shape{Types: []string{"string"}, Pattern: &projectShape131, Title: "Tool key", Description: "The key of the tool, as the portal's JSON spells it. *View Manifest* shows this JSON.", PatternErrorMessage: "lower-case letters, digits and underscores, such as daily_log"}

var projectShape129 = Shape{Types: []string{"array"}, Items: &projectShape130, Title: "Company tools", Description: "Keys of company tools that your portal's JSON has but manifest's catalogue lacks."}

var projectShape133 = Shape{Types: []string{"string"}, Pattern: &projectShape131, Title: "Tool key", Description: "The key of the tool, as the portal's JSON spells it. *View Manifest* shows this JSON.", PatternErrorMessage: "lower-case letters, digits and underscores, such as daily_log"}

var projectShape132 = Shape{Types: []string{"array"}, Items: &projectShape133, Title: "Project tools", Description: "Keys of project tools that your portal's JSON has but manifest's catalogue lacks."}

var projectShape128 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "company", Shape: &projectShape129},
	{Name: "project", Shape: &projectShape132},
}, Closed: true, Title: "Extra tools", Description: "Permission tools that your portal offers but manifest's catalogue lacks. The rule `unknown-tool` then accepts them. The catalogue is incomplete, because Procore does not publish the keys."}

var projectShape136 = Pattern{Expression: "^[a-z0-9_]+(\\.[a-z0-9_]+)+$"}

var projectShape135 = Shape{Types: []string{"string"}, Pattern: &projectShape136, Title: "View key", Description: "The key of the view, as the portal's JSON spells it.", PatternErrorMessage: "words joined by dots, such as daily_log.list"}

var projectShape134 = Shape{Types: []string{"array"}, Items: &projectShape135, Title: "Extra views", Description: "Side panel views that your portal offers but manifest's catalogue lacks. The rule `unknown-view` then accepts them. The published list lags behind the portal."}

var projectShape138 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Pattern", Description: "A glob pattern."}

var projectShape137 = Shape{Types: []string{"array"}, Items: &projectShape138, Title: "Ignored paths", Description: "Paths to skip when `manifest lint` and `manifest fmt` search for manifests. The patterns work as in a `.gitignore` file in this folder; `{a,b}` stands for alternatives."}

var projectShape139 = Shape{Types: []string{"boolean"}, Default: false, Title: "Checklist required", Description: "With `true`, the gate `checklist` of `manifest promote` stays closed until a checklist is kept with the version and people have ticked every item that is due before the promotion. Otherwise, unticked items do not close a gate."}

var projectShape142 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Host", Description: "A host such as `acmefield.com`, or `*.` followed by a domain."}

var projectShape141 = Shape{Types: []string{"array"}, MinItems: 1, Items: &projectShape142, Title: "Allowed hosts", Description: "The only hosts that an app's URLs may use. `*.acmefield.com` stands for every host below `acmefield.com`, but not for `acmefield.com` itself."}

var projectShape145 = Shape{Types: []string{"string"}, Enum: []string{"none", "read_only", "standard", "admin"}, Title: "Highest level", Description: "The highest level that an app may ask for. With `none`, an app must not ask for the tool at all.", EnumDescriptions: []string{"The app must not ask for the tool.", "The app may read.", "The app may read, create and change items.", "The app may do everything, including configuring the tool."}}

var projectShape147 = Pattern{Expression: "^(\\*|[a-z][a-z0-9_]*)$"}

var projectShape146 = Shape{Pattern: &projectShape147, Title: "tool", Description: "The key of a tool, or * for every other tool.", PatternErrorMessage: "the key of a tool, such as daily_log, or \"*\" for every other tool"}

var projectShape144 = Shape{Types: []string{"object"}, Others: &projectShape145, PropertyNames: &projectShape146, Title: "Company tools", Description: "The highest levels for company tools."}

var projectShape148 = Shape{Types: []string{"object"}, Others: &projectShape145, PropertyNames: &projectShape146, Title: "Project tools", Description: "The highest levels for project tools."}

var projectShape143 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "company", Shape: &projectShape144},
	{Name: "project", Shape: &projectShape148},
}, Closed: true, Title: "Highest levels", Description: "The highest level that an app may ask for, by scope and tool. The key `\"*\"` stands for every other tool of the scope. A tool that is not covered has no limit."}

var projectShape150 = Shape{Types: []string{"boolean"}, Default: false, Title: "Another person required", Description: "Whether a change must be approved by someone who is not an author of the pull request's commits to the manifest."}

var projectShape149 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "by_other", Shape: &projectShape150},
}, Closed: true, Title: "Approvals", Description: "Who may approve a change."}

var projectShape152 = Shape{Types: []string{"boolean"}, Default: false, Title: "Another person required", Description: "Whether the person who promotes a version must be someone other than the person who saved it. The gate `by-other` checks this."}

var projectShape154 = 0

var projectShape155 = 365

var projectShape153 = Shape{Types: []string{"integer"}, Default: float64(0), Minimum: &projectShape154, Maximum: &projectShape155, Title: "Days in the sandbox", Description: "The number of full days that must pass between the first passed test of a version and its promotion. The gate `soak` checks this."}

var projectShape159 = Pattern{Expression: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

var projectShape158 = Shape{Types: []string{"string"}, Pattern: &projectShape159, Title: "From", Description: "The first frozen day, such as 2026-12-18.", PatternErrorMessage: "a date such as 2026-12-18"}

var projectShape160 = Shape{Types: []string{"string"}, Pattern: &projectShape159, Title: "To", Description: "The last frozen day, such as 2027-01-04.", PatternErrorMessage: "a date such as 2026-12-18"}

var projectShape161 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Reason", Description: "The reason for the freeze."}

var projectShape157 = Shape{Types: []string{"object"}, Required: []string{"from", "to", "reason"}, Properties: []Property{
	{Name: "from", Shape: &projectShape158},
	{Name: "to", Shape: &projectShape160},
	{Name: "reason", Shape: &projectShape161},
}, Closed: true, Title: "Freeze", Description: "The first and the last frozen day, and the reason."}

var projectShape156 = Shape{Types: []string{"array"}, Items: &projectShape157, Title: "Frozen days", Description: "Days, in UTC, on which no version may be promoted. The gate `freeze` checks this."}

var projectShape151 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "by_other", Shape: &projectShape152},
	{Name: "soak_days", Shape: &projectShape153},
	{Name: "freeze", Shape: &projectShape156},
}, Closed: true, Title: "Promotion", Description: "Who may promote a version, and when."}

var projectShape164 = 0

var projectShape165 = 1000

var projectShape163 = Shape{Types: []string{"integer"}, Minimum: &projectShape164, Maximum: &projectShape165, Title: "Highest number", Description: "How many versions in a period of `per_days` days may ask customers to do more than read notes."}

var projectShape167 = 1

var projectShape168 = 3650

var projectShape166 = Shape{Types: []string{"integer"}, Minimum: &projectShape167, Maximum: &projectShape168, Title: "Number of days", Description: "The length, in days, of the period to which `at_most` applies."}

var projectShape162 = Shape{Types: []string{"object"}, Required: []string{"at_most", "per_days"}, Properties: []Property{
	{Name: "at_most", Shape: &projectShape163},
	{Name: "per_days", Shape: &projectShape166},
}, Closed: true, Title: "Asks", Description: "How often versions may ask customers to do more than read notes, such as approve permissions or set something up again. The gate `asks` checks this."}

var projectShape140 = Shape{Types: []string{"object"}, Properties: []Property{
	{Name: "hosts", Shape: &projectShape141},
	{Name: "highest_level", Shape: &projectShape143},
	{Name: "approvals", Shape: &projectShape149},
	{Name: "promotion", Shape: &projectShape151},
	{Name: "asks", Shape: &projectShape162},
}, Closed: true, Title: "Policy", Description: "The rules of your organisation. `manifest lint` checks `hosts` and `highest_level`, and pull requests are checked against `approvals`. Gates check `promotion` and `asks` when a version is promoted. In a pull request, the policy of the base branch applies."}

var projectShape = Shape{Types: []string{"object"}, Required: []string{"schema"}, Properties: []Property{
	{Name: "schema", Shape: &projectShape113},
	{Name: "apps", Shape: &projectShape114},
	{Name: "for", Shape: &projectShape122},
	{Name: "portal", Shape: &projectShape123},
	{Name: "rules", Shape: &projectShape124},
	{Name: "extra_tools", Shape: &projectShape128},
	{Name: "extra_views", Shape: &projectShape134},
	{Name: "ignore", Shape: &projectShape137},
	{Name: "require_checklist", Shape: &projectShape139},
	{Name: "policy", Shape: &projectShape140},
}, Closed: true, Title: "Project configuration", Description: "The configuration of `manifest` for this repository. The file is named `.manifest.yaml`. `manifest` looks for it in the current folder and in the folders above, up to the root of the repository. Flags on the command line override the configuration."}

var inUseShape170 = Pattern{Expression: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

var inUseShape169 = Shape{Types: []string{"string"}, Pattern: &inUseShape170, Title: "As-of date", Description: "The day on which customers ran these versions, such as `2026-11-30`. The file is valid for 90 days from this day.", PatternErrorMessage: "a date such as 2026-11-30"}

var inUseShape171 = Shape{Types: []string{"string"}, MinLength: 1, Title: "By", Description: "The person who reported the versions."}

var inUseShape172 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Reason", Description: "How it is known that customers run these versions."}

var inUseShape175 = Pattern{Expression: "^(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})$"}

var inUseShape174 = Shape{Types: []string{"string"}, Pattern: &inUseShape175, Title: "Version", Description: "A saved version, such as `0.4.0`.", PatternErrorMessage: "three integers, such as 0.4.0"}

var inUseShape173 = Shape{Types: []string{"array"}, MinItems: 1, Items: &inUseShape174, Title: "Versions", Description: "The versions that customers run. Each must have been promoted at some point."}

var inUseShape = Shape{Types: []string{"object"}, Required: []string{"as_of", "by", "reason", "versions"}, Properties: []Property{
	{Name: "as_of", Shape: &inUseShape169},
	{Name: "by", Shape: &inUseShape171},
	{Name: "reason", Shape: &inUseShape172},
	{Name: "versions", Shape: &inUseShape173},
}, Closed: true, Title: "Versions in use", Description: "The versions of an app that customers are known to run. The file is named `in-use.yaml` and is in the folder of the app; `manifest adoption` writes it. The file is valid for 90 days from `as_of`."}

var resultsShape176 = Shape{Const: float64(1), Title: "Format number", Description: "The number of this file format. It goes up only when a field is removed or its meaning changes."}

var resultsShape177 = Shape{Types: []string{"string"}, MinLength: 1, Title: "App", Description: "The id of the app."}

var resultsShape179 = Pattern{Expression: "^(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})\\.(0|[1-9][0-9]{0,8})$"}

var resultsShape178 = Shape{Types: []string{"string"}, Pattern: &resultsShape179, Title: "Version", Description: "The saved version that was tested, such as `0.4.0`.", PatternErrorMessage: "three integers, such as 0.4.0"}

var resultsShape181 = Pattern{Expression: "^sha256:[0-9a-f]{64}$"}

var resultsShape180 = Shape{Types: []string{"string"}, Pattern: &resultsShape181, Title: "Digest of the checklist", Description: "The digest of the checklist that was answered. It changes when an item of the checklist changes.", PatternErrorMessage: "sha256: and 64 hexadecimal digits"}

var resultsShape182 = Shape{Types: []string{"string"}, MinLength: 1, Title: "By", Description: "The name of the person who tested."}

var resultsShape184 = Pattern{Expression: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$"}

var resultsShape183 = Shape{Types: []string{"string"}, Pattern: &resultsShape184, Title: "At", Description: "When the file was saved, in UTC, such as `2026-11-27T09:55:00Z`.", PatternErrorMessage: "a time in UTC, such as 2026-11-27T09:55:00Z"}

var resultsShape187 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Item", Description: "The id of the item, such as `every-view`."}

var resultsShape189 = Pattern{Expression: "^[0-9a-f]{12}$"}

var resultsShape188 = Shape{Types: []string{"string"}, Pattern: &resultsShape189, Title: "Digest of the item", Description: "The digest of the item that was answered.", PatternErrorMessage: "12 hexadecimal digits"}

var resultsShape190 = Shape{Enum: []string{"done", "failed", "not_applicable", "open"}, Title: "Result", Description: "The result: `done`, `failed`, `not_applicable`, or `open` if the table is not complete. An item with a failed cell has failed."}

var resultsShape191 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Note", Description: "What failed, or why the item does not apply. The results `failed` and `not_applicable` require a note."}

var resultsShape193 = Pattern{Expression: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$"}

var resultsShape192 = Shape{Types: []string{"string"}, Pattern: &resultsShape193, Title: "At", Description: "When the answer was given, in UTC.", PatternErrorMessage: "a time in UTC, such as 2026-11-27T09:55:00Z"}

var resultsShape196 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Row", Description: "The heading of the row: a view, or a kind of error."}

var resultsShape197 = Shape{Types: []string{"string"}, MinLength: 1, Title: "Column", Description: "The heading of the column, such as `Project 1`."}

var resultsShape198 = Shape{Enum: []string{"done", "failed", "not_applicable"}, Title: "Result", Description: "The result: `done`, `failed` or `not_applicable`."}

var resultsShape195 = Shape{Types: []string{"object"}, Required: []string{"row", "column", "result"}, Properties: []Property{
	{Name: "row", Shape: &resultsShape196},
	{Name: "column", Shape: &resultsShape197},
	{Name: "result", Shape: &resultsShape198},
}, Closed: true, Title: "Cell", Description: "One cell of the table and its result."}

var resultsShape194 = Shape{Types: []string{"array"}, Items: &resultsShape195, Title: "Cells", Description: "The cells of the item's table that the tester filled in."}

var resultsShape186 = Shape{Types: []string{"object"}, Required: []string{"id", "digest", "result"}, Properties: []Property{
	{Name: "id", Shape: &resultsShape187},
	{Name: "digest", Shape: &resultsShape188},
	{Name: "result", Shape: &resultsShape190},
	{Name: "note", Shape: &resultsShape191},
	{Name: "at", Shape: &resultsShape192},
	{Name: "cells", Shape: &resultsShape194},
}, Closed: true, Title: "Answer", Description: "The answer to one item of the checklist."}

var resultsShape185 = Shape{Types: []string{"array"}, MinItems: 1, Items: &resultsShape186, Title: "Items", Description: "The answers. Items of the checklist that are not listed are open."}

var resultsShape = Shape{Types: []string{"object"}, Required: []string{"format", "app", "version", "checklist_digest", "by", "at", "items"}, Properties: []Property{
	{Name: "format", Shape: &resultsShape176},
	{Name: "app", Shape: &resultsShape177},
	{Name: "version", Shape: &resultsShape178},
	{Name: "checklist_digest", Shape: &resultsShape180},
	{Name: "by", Shape: &resultsShape182},
	{Name: "at", Shape: &resultsShape183},
	{Name: "items", Shape: &resultsShape185},
}, Closed: true, Title: "Test results", Description: "What a person found while working through the checklist of a version. The page that `manifest checklist --format html` creates saves this file, and `manifest test --results` records it as the evidence of the test."}
