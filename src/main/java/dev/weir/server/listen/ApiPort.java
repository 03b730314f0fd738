package dev.weir.server.listen;

import dev.weir.apiserver.ApiDoor;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.oauth.OAuthDoor;
import java.io.IOException;

/** What answers on the API's listeners: logins are one door's, everything else the other's. */
public record ApiPort(ApiDoor api, OAuthDoor oauth) implements Door {
  @Override
  public void handle(Exchange exchange) throws IOException, InterruptedException {
    if (OAuthDoor.serves(exchange)) {
      oauth.handle(exchange);
    } else {
      api.handle(exchange);
    }
  }
}
