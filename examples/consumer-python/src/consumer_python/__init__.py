"""A module of a team of its own, with Shipway as its dependency: the team's functions around Shipway's."""

import dagger
from dagger import dag, function, object_type


@object_type
class ConsumerPython:
    @function
    async def shipway_ci(self, source: dagger.Directory) -> str:
        """Lints, tests and builds, and answers with the table; fails when a gate does."""
        return await dag.shipway().ci(source=source).assert_()

    @function
    def shipway_ci__report(self, source: dagger.Directory) -> dagger.Directory:
        """The report folder of the same run, whatever its verdict: artefacts, findings, coverage."""
        return dag.shipway().ci(source=source).files()

    @function
    async def shipway_validate(self, source: dagger.Directory) -> str:
        """The resolved config, each value with where it comes from."""
        return await dag.shipway().validate(source=source)

    @function
    async def shipway_plan(
        self, source: dagger.Directory, registry_password: dagger.Secret | None = None
    ) -> str:
        """What a release would do, and which secrets it would miss."""
        return await dag.shipway(registry_password=registry_password).plan(
            source=source
        )
