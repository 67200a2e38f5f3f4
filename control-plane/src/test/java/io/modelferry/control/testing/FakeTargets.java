package io.modelferry.control.testing;

import io.modelferry.control.trust.SignedModels;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.trust.SignedModel;
import java.util.List;

/** Signed targets that stay as they are. */
public record FakeTargets(long version, List<SignedModel> files) implements SignedModels {

    @Override
    public Standing add(SignedModel model) {
        return Standing.SIGNED;
    }

    @Override
    public void remove(ModelName model, VersionName version) {}

    @Override
    public Standing raiseFloor(ModelName model, long counter) {
        return Standing.SIGNED;
    }

    @Override
    public long floor(ModelName model) {
        return 0;
    }

    @Override
    public List<SignedModel> of(ModelName model) {
        return files.stream().filter(file -> file.model().equals(model)).toList();
    }
}
