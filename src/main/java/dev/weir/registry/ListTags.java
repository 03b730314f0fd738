package dev.weir.registry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.http.LongBody;
import dev.weir.registry.request.Action;
import dev.weir.registry.request.Paging;
import dev.weir.registry.request.RegistryErrors;
import dev.weir.registry.request.RepositoryCall;
import dev.weir.streams.StreamTags;
import dev.weir.window.DigestTags;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * {@code GET /v2/<name>/tags/list}: tags of the stream that have an image, sorted. A long list goes
 * out while it is read.
 */
final class ListTags implements Action.OnRepository {
  /** After so many of a long list the client gets what is there. */
  private static final int FIRST = 500;

  private static final JsonStringEncoder TEXT = JsonStringEncoder.getInstance();
  private static final byte[] QUOTE = {'"'};
  private static final byte[] COMMA = {',', '"'};

  private final StreamTags tags;

  ListTags(StreamTags tags) {
    this.tags = tags;
  }

  @Override
  public void serve(RepositoryCall call) throws IOException {
    Iterator<String> rest =
        rest(call).orElseThrow(() -> RegistryErrors.noSuchRepository(call.repository()));
    Iterator<String> shown = call.http().hasQuery("n") ? page(call, rest) : rest;
    call.http().status(200);
    send(call, shown);
  }

  /** Of a window, what is here; without what was pulled by digest, which has no name of its own. */
  private Optional<Iterator<String>> rest(RepositoryCall call) {
    boolean all = call.name().shown().isEmpty();
    return tags.tagsAfter(call.repository(), call.http().query("last"))
        .map(names -> names.filter(tag -> all || !DigestTags.isOne(tag)).iterator());
  }

  /** Tells where the list goes on, if it does, which has to be known before it begins. */
  private static Iterator<String> page(RepositoryCall call, Iterator<String> rest) {
    int count = Paging.count(call.http(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<String> shown = new ArrayList<>();
    while (shown.size() < count && rest.hasNext()) {
      shown.add(rest.next());
    }
    if (!shown.isEmpty() && rest.hasNext()) {
      Paging.next(call.http(), call.path("/tags/list"), count, shown.getLast());
    }
    return shown.iterator();
  }

  private static void send(RepositoryCall call, Iterator<String> names) throws IOException {
    LongBody body = new LongBody(call.http(), "application/json");
    body.write("{\"name\":".getBytes(US_ASCII));
    body.write(QUOTE);
    body.write(TEXT.quoteAsUTF8(call.name().asked()));
    body.write(QUOTE);
    body.write(",\"tags\":[".getBytes(US_ASCII));
    for (int i = 0; names.hasNext(); i++) {
      if (i == FIRST) {
        body.flush();
      }
      body.write(i == 0 ? QUOTE : COMMA);
      body.write(TEXT.quoteAsUTF8(names.next()));
      body.write(QUOTE);
    }
    body.write("]}".getBytes(US_ASCII));
    body.end();
  }
}
