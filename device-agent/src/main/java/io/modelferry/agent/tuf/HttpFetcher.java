package io.modelferry.agent.tuf;

import io.modelferry.agent.download.HttpFiles;
import io.modelferry.agent.update.Cancellation;
import io.modelferry.agent.update.UpdateFailure;
import java.net.URI;
import java.util.Optional;

/** Documents below one address. */
public final class HttpFetcher implements Fetcher {

    private final HttpFiles http;
    private final String base;
    private final Cancellation cancellation;

    /** @param base with a slash at its end or without */
    public HttpFetcher(HttpFiles http, URI base, Cancellation cancellation) {
        this.http = http;
        this.base = base.toString().replaceAll("/+$", "") + '/';
        this.cancellation = cancellation;
    }

    @Override
    public Optional<byte[]> fetch(String file, int mostBytes) throws UpdateFailure {
        return http.document(URI.create(base + file), mostBytes, cancellation);
    }
}
