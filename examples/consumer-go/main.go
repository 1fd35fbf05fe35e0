// A module of a team of its own, with Shipway as its dependency: the team's functions around Shipway's.
package main

import (
	"context"

	"dagger/consumer-go/internal/dagger"
)

type ConsumerGo struct{}

// Lints, tests and builds, and answers with the table; fails when a gate does.
func (m *ConsumerGo) ShipwayCi(ctx context.Context, source *dagger.Directory) (string, error) {
	return dag.Shipway().Ci(dagger.ShipwayCiOpts{Source: source}).Assert(ctx)
}

// The report folder of the same run, whatever its verdict: artefacts, findings, coverage.
func (m *ConsumerGo) ShipwayCi_Report(source *dagger.Directory) *dagger.Directory {
	return dag.Shipway().Ci(dagger.ShipwayCiOpts{Source: source}).Files()
}

// The resolved config, each value with where it comes from.
func (m *ConsumerGo) ShipwayValidate(ctx context.Context, source *dagger.Directory) (string, error) {
	return dag.Shipway().Validate(ctx, dagger.ShipwayValidateOpts{Source: source})
}

// What a release would do, and which secrets it would miss.
func (m *ConsumerGo) ShipwayPlan(
	ctx context.Context,
	source *dagger.Directory,
	// +optional
	registryPassword *dagger.Secret,
) (string, error) {
	return dag.Shipway(dagger.ShipwayOpts{RegistryPassword: registryPassword}).
		Plan(ctx, dagger.ShipwayPlanOpts{Source: source})
}
