package io.modelferry.cli.verb;

import io.modelferry.cli.server.ControlPlaneClient;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A version as people write it: {@code meter-reader@2}. */
record VersionId(ModelName model, VersionName version) {

    String path() {
        return "/models/" + ControlPlaneClient.encode(model.value()) + "/versions/"
                + ControlPlaneClient.encode(version.value());
    }

    @Override
    public String toString() {
        return model.value() + "@" + version.value();
    }

    static final class Reader implements ITypeConverter<VersionId> {

        @Override
        public VersionId convert(String text) {
            var at = text.indexOf('@');
            if (at < 1) {
                throw new TypeConversionException("'" + text + "' is not MODEL@VERSION, for example meter-reader@2");
            }
            try {
                return new VersionId(new ModelName(text.substring(0, at)), new VersionName(text.substring(at + 1)));
            } catch (RuntimeException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
