package io.modelferry.protocol;

/** The paths of the device's HTTPS interface (mTLS, except enrolment), relative to the server. */
public final class DeviceApi {

    /** GET: {@code Envelope} around the caller's {@code DesiredState}; 404 before the first goal. The road when MQTT is down. */
    public static final String DESIRED = "/device/v1/desired";

    /** GET {@code BLOBS + digest}: artifact bytes with Range, If-Range and ETag = the quoted digest. */
    public static final String BLOBS = "/device/v1/blobs/";

    /** GET {@code METADATA + file}: TUF metadata by its file's name, such as {@code 3.root.json}; 404 for what is not there. */
    public static final String METADATA = "/device/v1/metadata/";

    private DeviceApi() {}

    public static String blob(ArtifactDigest digest) {
        return BLOBS + digest.hex();
    }
}
