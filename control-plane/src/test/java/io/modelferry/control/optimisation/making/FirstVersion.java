package io.modelferry.control.optimisation.making;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;

import io.modelferry.control.optimisation.OptimisationRuns;
import io.modelferry.control.optimisation.OptimisationRuns.RunView;
import io.modelferry.control.optimisation.RunResult;
import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.protocol.VersionName;
import java.util.List;

/** The first version that a test publishes, and what became of it. */
final class FirstVersion {

    static final VersionName ONE = new VersionName("1");

    private FirstVersion() {}

    /** Waits until every run has ended. */
    static void settle(CatalogRooms rooms) {
        await().until(() -> rooms.get(Variants.class).settled(METER_READER, ONE));
    }

    static List<RunView> runs(CatalogRooms rooms) {
        return rooms.get(OptimisationRuns.class).of(METER_READER, ONE);
    }

    static VariantView variant(CatalogRooms rooms, String name) {
        return rooms.get(Variants.class).of(METER_READER, ONE).stream()
                .filter(variant -> variant.variant().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static RunResult result(CatalogRooms rooms, String variant) {
        return runs(rooms).stream()
                .filter(run -> run.variant().equals(variant))
                .findFirst()
                .flatMap(run -> rooms.get(OptimisationRuns.class).result(run.id()))
                .orElseThrow();
    }
}
