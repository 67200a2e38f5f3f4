package io.modelferry.control.telemetry;

import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Which version a digest is a variant of. The signed targets know every file that may run. */
@Component
class SignedFiles {

    private final SignedModels signed;

    SignedFiles(SignedModels signed) {
        this.signed = signed;
    }

    /** The model's digests and the version of each; of two with the same bytes the first. */
    Map<ArtifactDigest, VersionName> of(ModelName model) {
        return signed.of(model).stream()
                .collect(Collectors.toMap(SignedModel::digest, SignedModel::version, (one, other) -> one));
    }
}
