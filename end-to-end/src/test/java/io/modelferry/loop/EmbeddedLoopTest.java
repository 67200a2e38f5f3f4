package io.modelferry.loop;

import java.nio.file.Path;
import java.util.List;

/** The loop with the embedded PostgreSQL and the embedded broker. */
final class EmbeddedLoopTest extends LoopContract {

    @Override
    ControlPlaneUnderTest controlPlane(Path folder) {
        return ControlPlaneUnderTest.start(folder, List.of());
    }
}
