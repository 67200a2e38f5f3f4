package io.modelferry.control.optimisation.making;

import static io.modelferry.control.testing.CatalogRooms.METER_READER;
import static io.modelferry.control.testing.CatalogRooms.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelferry.control.optimisation.Variants;
import io.modelferry.control.optimisation.Variants.VariantView;
import io.modelferry.control.platform.TestPostgres;
import io.modelferry.control.testing.CatalogRooms;
import io.modelferry.control.trust.SignedOffline;
import io.modelferry.protocol.VersionName;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The targets key is with people: from the upload to the offer. */
final class AwaitingSignatureTest {

    private static final VersionName ONE = new VersionName("1");

    @TempDir
    Path data;

    @Test
    void aVersionIsMadeAndProvenAndOfferedOnlyOnceItIsSigned() throws Exception {
        try (var rooms = CatalogRooms.start(TestPostgres.migrated(), data, "modelferry.trust.targets=offline")) {
            var people = new SignedOffline(rooms);
            people.begin();
            rooms.publishDemo(1, rooms.acceptance());
            var variants = rooms.get(Variants.class);
            await().until(() -> variants.settled(METER_READER, ONE));

            assertThat(variants.of(METER_READER, ONE)).allSatisfy(variant -> {
                assertThat(variant.status()).isEqualTo("AWAITING_SIGNATURE");
                assertThat(variant.reason()).isEqualTo("waits for a signature: ferry sign --pending");
                assertThat(variant.digest()).isNotNull();
            });
            assertThat(variants.choose(METER_READER, ONE, "standard")).isEmpty();
            assertThat(rooms.audit().rows()).noneMatch(row -> row.startsWith("optimisation.variant-offered"));

            people.sign();

            assertThat(variants.of(METER_READER, ONE))
                    .extracting(VariantView::status)
                    .containsOnly("OFFERED");
            assertThat(variants.choose(METER_READER, ONE, "standard")).isPresent();
            assertThat(rooms.audit().rows()).contains("optimisation.variant-offered meter-reader@1 fp32");
        }
    }
}
