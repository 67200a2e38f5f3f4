package io.modelferry.control.registry;

import io.modelferry.control.registry.CaseSets.Kind;
import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.ApplicationContext;

/** Lets tests of other rooms upload sets of cases. */
public final class CaseSetUpload {

    private CaseSetUpload() {}

    public static ArtifactDigest acceptance(ApplicationContext rooms, Path npz) throws IOException {
        return upload(rooms, Kind.ACCEPTANCE, npz);
    }

    public static ArtifactDigest calibration(ApplicationContext rooms, Path npz) throws IOException {
        return upload(rooms, Kind.CALIBRATION, npz);
    }

    private static ArtifactDigest upload(ApplicationContext rooms, Kind kind, Path npz) throws IOException {
        try (var bytes = Files.newInputStream(npz)) {
            return rooms.getBean(CaseSets.class)
                    .upload(kind, bytes, "ada")
                    .set()
                    .digest();
        }
    }
}
