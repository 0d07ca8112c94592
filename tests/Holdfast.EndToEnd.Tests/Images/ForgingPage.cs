namespace Holdfast.EndToEnd.Tests.Images;

/// <summary>A page that tries everything that pages have to make a browser connect to a host.</summary>
internal static class ForgingPage
{
    /// <summary>The ways; each asks for the path of its name.</summary>
    public static readonly string[] Ways =
    [
        "/image", "/frame", "/script", "/style", "/import", "/object", "/video", "/fetch", "/xhr", "/beacon", "/events",
        "/socket", "/worker", "/module", "/form", "/refresh", "/redirected",
    ];

    public static string Html(string host) =>
        $$"""
        <!doctype html><meta charset="utf-8">
        <link rel="preconnect" href="{{host}}"><link rel="dns-prefetch" href="{{host}}">
        <link rel="prefetch" href="{{host}}/prefetch"><link rel="stylesheet" href="{{host}}/style">
        <style>@import url("{{host}}/import");</style>
        <img src="{{host}}/image"><img src="/elsewhere?to={{host}}/redirected">
        <iframe src="{{host}}/frame"></iframe><iframe src="file:///etc/passwd"></iframe>
        <iframe srcdoc='<meta http-equiv="refresh" content="0;url={{host}}/refresh">'></iframe>
        <iframe name="target"></iframe>
        <form action="{{host}}/form" method="post" target="target"><input name="a" value="b"></form>
        <object data="{{host}}/object"></object><video src="{{host}}/video"></video>
        <script src="{{host}}/script"></script>
        <script>
          const host = '{{host}}'
          const worker = new Worker(URL.createObjectURL(new Blob([
            `fetch('${host}/worker', { mode: 'no-cors' }).then(() => postMessage(1), () => postMessage(1))`])))
          const attempts = [
            fetch(host + '/fetch', { mode: 'no-cors' }),
            import(host + '/module'),
            new Promise(done => worker.onmessage = done),
            new Promise(done => {
              const request = new XMLHttpRequest()
              request.onloadend = done
              request.open('GET', host + '/xhr')
              request.send()
            }),
            new Promise(done => {
              const socket = new WebSocket(host.replace('http', 'ws') + '/socket')
              socket.onopen = socket.onerror = done
            }),
            new Promise(done => {
              const events = new EventSource(host + '/events')
              events.onopen = events.onerror = () => { events.close(); done() }
            }),
          ]
          navigator.sendBeacon(host + '/beacon', 'x')
          document.forms[0].submit()
          open(host + '/window')
          Promise.allSettled(attempts).then(() => document.body.insertAdjacentHTML('beforeend', '<p id=done>Done</p>'))
        </script>
        <body>
        """;

    /// <summary>Datagrams, by real-time connections and by HTTP/3.</summary>
    public static string UdpHtml(string host, int port) =>
        $$"""
        <!doctype html><body><script>
          const connection = new RTCPeerConnection({ iceServers: [{ urls: 'stun:{{host}}:{{port}}' }] })
          const gathered = new Promise(done => connection.onicegatheringstatechange =
            () => connection.iceGatheringState === 'complete' && done())
          connection.createDataChannel('x')
          connection.createOffer().then(offer => connection.setLocalDescription(offer))
          const transport = new WebTransport('https://{{host}}:{{port}}/x')
          Promise.allSettled([gathered, transport.ready]).then(() =>
            document.body.insertAdjacentHTML('beforeend', '<p id=done>Done</p>'))
        </script>
        """;
}
