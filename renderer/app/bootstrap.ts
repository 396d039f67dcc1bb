import '../styles/tokens.css';
import '../styles/base.css';
import { createApp } from 'vue';
import App from '../App.vue';
import { connectApi } from '../api/app-api.ts';
import { installErrorHandler } from './error-handler.ts';
import { followEvents } from './event-stream.ts';
import { i18n } from './i18n.ts';
import { installNavigation } from './navigation.ts';
import { pinia } from './pinia.ts';
import { createAppRouter } from './router.ts';
import { start } from './start.ts';
import { createAppVuetify } from './vuetify.ts';

/** Wires everything together; the order matters: stores need pinia, guards need stores. */
connectApi();
const app = createApp(App);
installErrorHandler(app);
app.use(pinia).use(i18n).use(createAppVuetify());
const router = createAppRouter();
installNavigation(router, start());
app.use(router).mount('#app');
void followEvents();
