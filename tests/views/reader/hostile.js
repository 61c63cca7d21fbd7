const out = 'http://127.0.0.1:%1/';
try { fetch(out + 'fetch', {mode: 'no-cors'}).catch(() => 0); } catch (e) {}
try { const x = new XMLHttpRequest(); x.open('GET', out + 'xhr'); x.send(); } catch (e) {}
try { navigator.sendBeacon(out + 'beacon', 'x'); } catch (e) {}
try { new WebSocket('ws://127.0.0.1:%1/ws'); } catch (e) {}
try { new EventSource(out + 'sse'); } catch (e) {}
try { window.open(out + 'open'); } catch (e) {}
try { const i = new Image(); i.src = out + 'image'; document.body.append(i); } catch (e) {}
try { const f = document.createElement('iframe'); f.src = out + 'frame'; document.body.append(f); } catch (e) {}
try { const p = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:%2'}]}); p.createDataChannel('x');
      p.createOffer().then(o => p.setLocalDescription(o)); } catch (e) {}
try { location = out + 'location'; } catch (e) {}
try { location = 'file:///etc/passwd'; } catch (e) {}
1
