package io.modelferry.control.telemetry;

import io.modelferry.control.registry.SignedVersions;
import io.modelferry.control.security.Signers;
import io.modelferry.protocol.ArtifactDigest;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.VersionList;
import io.modelferry.protocol.trust.VersionList.SignedModel;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Which version a digest is a variant of. The signed list knows every file that may run. */
@Component
class SignedFiles {

    private final SignedVersions signed;
    private final Signers signers;
    private volatile Known known = new Known(-1, Map.of());

    private record Known(long number, Map<ArtifactDigest, SignedModel> byDigest) {}

    SignedFiles(SignedVersions signed, Signers signers) {
        this.signed = signed;
        this.signers = signers;
    }

    /** The model's digests and the version of each. */
    Map<ArtifactDigest, VersionName> of(ModelName model) {
        return current().byDigest().values().stream()
                .filter(file -> file.model().equals(model))
                .collect(Collectors.toMap(SignedModel::digest, SignedModel::version));
    }

    private Known current() {
        var number = signed.currentNumber();
        if (known.number() != number) {
            known = new Known(number, read());
        }
        return known;
    }

    private Map<ArtifactDigest, SignedModel> read() {
        var list = signed.current().open(VersionList.PAYLOAD_TYPE, signers.targetsKey(), VersionList.class);
        return list.models().stream()
                .collect(Collectors.toMap(SignedModel::digest, Function.identity(), (one, other) -> one));
    }
}
