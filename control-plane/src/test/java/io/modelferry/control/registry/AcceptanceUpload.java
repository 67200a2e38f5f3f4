package io.modelferry.control.registry;

import io.modelferry.protocol.ArtifactDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.ApplicationContext;

/** Lets tests of other rooms upload an acceptance set. */
public final class AcceptanceUpload {

    private AcceptanceUpload() {}

    public static ArtifactDigest of(ApplicationContext rooms, Path npz) throws IOException {
        try (var bytes = Files.newInputStream(npz)) {
            return rooms.getBean(AcceptanceSets.class)
                    .upload(bytes, "ada")
                    .set()
                    .digest();
        }
    }
}
