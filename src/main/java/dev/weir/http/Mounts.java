package dev.weir.http;

import java.io.IOException;
import java.util.List;

/**
 * Several doors on one port: each answers where it is mounted, one of them everywhere else.
 *
 * @param mounts the first one that covers a path, as it was sent, answers
 */
public record Mounts(List<Mount> mounts, Door otherwise) implements Door {
  public Mounts {
    mounts = List.copyOf(mounts);
  }

  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    String path = exchange.rawPath();
    for (Mount mount : mounts) {
      if (mount.covers(path)) {
        mount.door().handle(exchange);
        return;
      }
    }
    otherwise.handle(exchange);
  }
}
